// Gives homes to values that live across safepoints: what homing does for
// pointers into the stack, and reference homing for heap references.
//
//   one array:  [ homes of stack pointers | words of locals | homes of
//                 references ]
//
// A store puts the value into its home, and after each safepoint that it lives
// across a load gets it out again; the loads are definitions of the same
// variable, so SSA form is rebuilt.  Values that do not interfere share a home.
//
// A heap reference would not have to be loaded again, because the heap does not
// move.  But so the final code says by itself which homes are live where
// (machine/home_liveness.h), and a register that would be saved and restored is
// used for something else.
#ifndef PAGURUS_COMPILER_IR_HOMER_H_
#define PAGURUS_COMPILER_IR_HOMER_H_

#include <memory>
#include <vector>

#include "compiler/ir/homing.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/IR/IRBuilder.h"

namespace pagurus {

// Where the entry block's allocas end.
llvm::Instruction* EntryTop(llvm::Function& f);

class Homer {
 public:
  // For pointers into the stack.
  Homer(llvm::Function& f, const SafepointMap& safepoints)
      : Homer(f, safepoints, llvm::PointerType::getUnqual(f.getContext())) {}
  Homer(llvm::Function& f, const SafepointMap& safepoints,
        llvm::PointerType* type);

  // For references: the array is to begin with what `stack` has, and then have
  // a word for each bit of `local_words`; where the bit is set, the word is a
  // reference, which is live everywhere.
  void PutBehind(const Homing& stack, const llvm::BitVector& local_words);

  // Of `bases`, gives homes to those that need one.
  const Homing& Run(llvm::ArrayRef<llvm::Value*> bases);

  // After Run: the address of word number `i` of the array, at `b`.
  llvm::Value* Word(llvm::IRBuilder<>& b, unsigned i);

 private:
  // A value that needs a home.
  struct HomedBase {
    llvm::Value* value;
    std::unique_ptr<LiveRange> range;
    unsigned home = 0;

    llvm::Instruction* instruction() const {
      return llvm::dyn_cast<llvm::Instruction>(value);
    }
  };

  void AddIfNeeded(llvm::Value* base);
  bool LiveAtDefinition(const HomedBase& a, const HomedBase& b) const;
  void AssignHomes();
  void CreateArray();
  void CreateMarker(llvm::IRBuilder<>& b);
  llvm::Value* Home(llvm::IRBuilder<>& b, const HomedBase& base) {
    return Word(b, first_ + base.home);
  }
  llvm::Instruction* StorePoint(const HomedBase& base) const;
  std::vector<llvm::Instruction*> LiveSafepoints(const HomedBase& base) const;
  void StoreHomes(const HomedBase& base,
                  llvm::ArrayRef<llvm::Instruction*> safepoints);
  void Rewrite(HomedBase& base);

  llvm::Function& f_;
  const SafepointMap& safepoints_;
  const bool unshared_;
  llvm::PointerType* const type_;
  const bool references_;
  llvm::AllocaInst* stack_homes_ = nullptr;
  unsigned n_stack_homes_ = 0;
  llvm::BitVector local_words_;
  unsigned first_ = 0;  // word of the array
  unsigned count_ = 0;
  std::vector<HomedBase> bases_;
  llvm::Instruction* entry_top_ = nullptr;
  Homing result_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_HOMER_H_
