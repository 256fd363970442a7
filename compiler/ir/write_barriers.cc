// A collection marks what could be reached when it began (Yuasa's snapshot at
// the beginning, "Real-time garbage collection on general-purpose machines",
// 1990).  It runs beside the program, so before a word of memory that may hold
// a reference is overwritten, its old value is noted (H6):
//
//             cmpb $0, __pag_marking
//             jne  .Lcold
//     .Lstore:
//             movq %rsi, 8(%rdi)
//             …
//     .Lcold: movq 8(%rdi), %rdi          (rdi's own value put aside)
//             call __pag_note             clobbers r11 and flags only
//             jmp  .Lstore
//
// `__pag_marking` changes only while the world is stopped, and this goroutine
// is in a function that holds references: it stops at safepoints and nowhere
// else.  So the test holds for all stores up to the next safepoint, and a run
// of stores in a block shares one, with all notes in front.  That reads the old
// value of a later store early; whatever has been written there meanwhile, by
// this function or another thread, is newer than the snapshot, and who wrote it
// has noted what was there.
//
// Nothing puts a safepoint between the two later on.  The test ends a block,
// and code generation neither takes a store out of its block nor past a call in
// it; a machine pass that repeats a store (tail duplication) does so behind the
// notes.  Selection may merge the stores of a run: its notes precede them all.
// The old value is an integer to the passes behind this one, and no safepoint
// is near, so it needs no home.
#include "compiler/ir/write_barriers.h"

#include <utility>
#include <vector>

#include "compiler/callees.h"
#include "compiler/ir/barrier_notes.h"
#include "compiler/ir/overwrites.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace pagurus {

namespace {

using llvm::BasicBlock;
using llvm::Function;
using llvm::Instruction;
using llvm::Value;

// Overwriting instructions of a block that one test stands before.
using Run = llvm::SmallVector<Instruction*, 4>;

bool GoesOn(const Instruction& i) {
  const auto* call = llvm::dyn_cast<llvm::CallBase>(&i);
  return call == nullptr ||
         (!IsSafepoint(i) && call->willReturn() && !call->mayThrow());
}

// Finds the runs of a block, and moves what computes their addresses in front
// of them.
class Runs {
 public:
  explicit Runs(BasicBlock& block) {
    bool open = false;
    for (Instruction& i : block) {
      if (!GoesOn(i)) open = false;
      if (IsMarkedOverwrite(i)) {
        if (open && Join(i)) {
          runs_.back().push_back(&i);
        } else {
          runs_.push_back({&i});
          behind_.clear();
          open = GoesOn(i);
        }
      }
      if (open) behind_.insert(&i);
    }
  }

  const std::vector<Run>& runs() const { return runs_; }

 private:
  bool Join(Instruction& i) {
    llvm::SetVector<Instruction*> move;
    for (const Overwrite& o : OverwritesOf(i)) {
      for (Value* v : {o.address, o.bytes, o.mask}) {
        if (v != nullptr && !CanBeAtFirst(v, move)) return false;
      }
    }
    for (Instruction* moved : move) {
      moved->moveBefore(runs_.back().front());
      behind_.erase(moved);
    }
    return true;
  }

  // True if `v` is known where the run begins, or will be when `move`, in this
  // order, has been moved there.
  bool CanBeAtFirst(Value* v, llvm::SetVector<Instruction*>& move) {
    auto* i = llvm::dyn_cast<Instruction>(v);
    if (i == nullptr || !behind_.contains(i) || move.contains(i)) return true;
    if (!llvm::isa<llvm::GetElementPtrInst, llvm::CastInst,
                   llvm::BinaryOperator>(i) ||
        !llvm::isSafeToSpeculativelyExecute(i)) {
      return false;
    }
    for (Value* operand : i->operands()) {
      if (!CanBeAtFirst(operand, move)) return false;
    }
    move.insert(i);
    return true;
  }

  std::vector<Run> runs_;
  // What follows the first instruction of the last run.
  llvm::DenseSet<const Instruction*> behind_;
};

// Selection sees one block at a time, so what is folded into an instruction
// must stand in its block: addresses and comparisons follow their users into
// the blocks that barriers make of one.  Not past a safepoint, where what they
// are computed from may be dead.
class Followers {
 public:
  // Before barriers make several of it.
  void Add(BasicBlock& block) {
    ++stretches_;
    for (Instruction& i : block) {
      if (IsSafepoint(i)) ++stretches_;
      stretch_[&i] = stretches_;
      if (llvm::isa<llvm::GetElementPtrInst, llvm::AddrSpaceCastInst,
                    llvm::CmpInst>(i)) {
        followers_.push_back(&i);
      }
    }
  }

  // A new block, of the stretch that `i` belongs to.
  void AddCold(BasicBlock& block, const Instruction& i) {
    const unsigned stretch = stretch_.lookup(&i);
    for (Instruction& cold : block) stretch_[&cold] = stretch;
  }

  void Sink() {
    // An address that another one is computed from comes before it.
    for (Instruction* i : llvm::reverse(followers_)) Sink(*i);
  }

 private:
  void Sink(Instruction& i) {
    const unsigned stretch = stretch_.lookup(&i);
    for (llvm::Use& use : llvm::make_early_inc_range(i.uses())) {
      auto* user = llvm::cast<Instruction>(use.getUser());
      if (llvm::isa<llvm::PHINode>(user) ||
          user->getParent() == i.getParent() ||
          stretch_.lookup(user) != stretch) {
        continue;
      }
      Instruction* copy = i.clone();
      copy->insertBefore(user);
      stretch_[copy] = stretch;
      use.set(copy);
    }
    if (i.use_empty()) i.eraseFromParent();
  }

  // What lies between two safepoints of a block, numbered from 1.
  llvm::DenseMap<const Instruction*, unsigned> stretch_;
  unsigned stretches_ = 0;
  std::vector<Instruction*> followers_;
};

void InsertBarrier(const Run& run, Followers& followers) {
  Instruction* first = run.front();
  llvm::Module& m = *first->getModule();
  llvm::IRBuilder<> b(first);
  auto* marking = llvm::cast<llvm::GlobalVariable>(
      m.getOrInsertGlobal(kMarkingName, b.getInt8Ty()));
  marking->setDSOLocal(true);
  Value* is_marking = b.CreateICmpNE(
      b.CreateLoad(b.getInt8Ty(), marking, /*isVolatile=*/true), b.getInt8(0));
  Instruction* end = llvm::SplitBlockAndInsertIfThen(
      is_marking, first->getIterator(), /*Unreachable=*/false,
      llvm::MDBuilder(m.getContext()).createBranchWeights(1, (1u << 20) - 1));
  InsertNotes(run, end);
  followers.AddCold(*end->getParent(), *first);
}

}  // namespace

void InsertBarriers(Function& f) {
  std::vector<Run> runs;
  Followers followers;
  for (BasicBlock& block : f) {
    const Runs of_block(block);
    if (of_block.runs().empty()) continue;
    llvm::append_range(runs, of_block.runs());
    followers.Add(block);
  }
  if (runs.empty()) return;
  f.addFnAttr(kReferencesAttr);
  // What follows a barrier is another block, where a local would have no fixed
  // place.
  Instruction* top = &*f.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
  for (Instruction& i : llvm::make_early_inc_range(
           llvm::make_range(top->getIterator(), f.getEntryBlock().end()))) {
    auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&i);
    if (alloca != nullptr && alloca->isStaticAlloca()) alloca->moveBefore(top);
  }
  for (const Run& run : runs) InsertBarrier(run, followers);
  followers.Sink();
}

}  // namespace pagurus
