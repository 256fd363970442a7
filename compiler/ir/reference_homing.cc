#include <utility>

#include "compiler/callees.h"
#include "compiler/ir/homer.h"
#include "compiler/ir/pointer_uses.h"
#include "compiler/ir/recompute.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::Argument;
using llvm::BasicBlock;
using llvm::BitVector;
using llvm::Function;
using llvm::Instruction;
using llvm::Use;
using llvm::Value;

constexpr uint64_t kWordBytes = 8;
// What a safepoint block can count.
constexpr unsigned kMostWords = UINT16_MAX;
constexpr unsigned kMostCleared = 16;

// Tells the machine passes where arguments that are references come in.
void MarkEntry(Function& f) {
  llvm::IRBuilder<> b(EntryTop(f));
  b.SetCurrentDebugLocation(llvm::DebugLoc());
  for (Argument& a : f.args()) {
    if (!IsReference(a.getType()) || a.use_empty()) continue;
    auto* type = llvm::FunctionType::get(b.getVoidTy(), {a.getType()}, false);
    b.CreateCall(type,
                 llvm::InlineAsm::get(type, kEntryReferenceMarker, "r", true),
                 {&a});
  }
}

// A local in the array: its first word, counted from the first local's.
struct Local {
  AllocaInst* alloca;
  unsigned word;
  unsigned n_words;
};

// Locals that hold references, and which of their words do.
class Locals {
 public:
  Locals(Function& f, unsigned n_stack_homes, Refusals& refusals)
      : n_stack_homes_(n_stack_homes) {
    const llvm::DataLayout& layout = f.getParent()->getDataLayout();
    for (Instruction& i : f.getEntryBlock()) {
      auto* alloca = llvm::dyn_cast<AllocaInst>(&i);
      if (alloca != nullptr && ContainsReference(alloca->getAllocatedType())) {
        Add(*alloca, layout, refusals);
      }
    }
  }

  const BitVector& words() const { return words_; }
  bool aligned() const { return aligned_; }

  // After the array has been made: every use gets the address in it.
  void Replace(Homer& homer) {
    for (const Local& local : locals_) {
      llvm::SmallVector<Use*, 16> uses;
      for (Use& use : local.alloca->uses()) uses.push_back(&use);
      // A phi's entries for one block must be one value.
      llvm::DenseMap<const BasicBlock*, Value*> at_end;
      for (Use* use : uses) {
        auto* user = llvm::cast<Instruction>(use->getUser());
        if (user->isLifetimeStartOrEnd()) {
          if (llvm::cast<llvm::IntrinsicInst>(user)->getIntrinsicID() ==
              llvm::Intrinsic::lifetime_end) {
            Clear(homer, local, *user);
          }
          user->eraseFromParent();
          continue;
        }
        Instruction* point = UsePoint(*use);
        llvm::IRBuilder<> b(point);
        if (point == user) {
          use->set(homer.Word(b, n_stack_homes_ + local.word));
          continue;
        }
        Value*& address = at_end[point->getParent()];
        if (address == nullptr) {
          address = homer.Word(b, n_stack_homes_ + local.word);
        }
        use->set(address);
      }
      local.alloca->eraseFromParent();
    }
  }

 private:
  // What a local that is out of scope refers to is not kept alive, unless it is
  // large.
  void Clear(Homer& homer, const Local& local, Instruction& at) {
    if (local.n_words > kMostCleared) return;
    llvm::IRBuilder<> b(&at);
    Value* null = llvm::ConstantPointerNull::get(b.getPtrTy(kReferenceSpace));
    for (unsigned i = local.word; i < local.word + local.n_words; ++i) {
      if (!words_.test(i)) continue;
      b.CreateStore(null, homer.Word(b, n_stack_homes_ + i),
                    /*isVolatile=*/true);
    }
  }

  void Add(AllocaInst& alloca, const llvm::DataLayout& layout,
           Refusals& refusals) {
    BitVector element;
    if (!ReferenceWords(alloca.getAllocatedType(), layout, element)) {
      refusals.Add(alloca, "a local with references that are not aligned");
      return;
    }
    const uint64_t bytes = alloca.getAllocationSize(layout)->getFixedValue();
    const uint64_t step = layout.getTypeAllocSize(alloca.getAllocatedType());
    const uint64_t n = (bytes + kWordBytes - 1) / kWordBytes;
    if (n_stack_homes_ + words_.size() + n > kMostWords) {
      refusals.Add(alloca,
                   "a local with references that is too large for the "
                   "frame; allocate it with pag_alloc_array");
      return;
    }
    if (alloca.getAlign().value() > kWordBytes) {
      aligned_ = true;
      if ((n_stack_homes_ + words_.size()) % 2 != 0) {
        words_.resize(words_.size() + 1);
      }
    }
    const unsigned first = words_.size();
    words_.resize(first + n);
    for (uint64_t at = 0; step != 0 && at + step <= bytes; at += step) {
      for (unsigned word : element.set_bits()) {
        words_.set(first + at / kWordBytes + word);
      }
    }
    locals_.push_back({&alloca, first, static_cast<unsigned>(n)});
  }

  const unsigned n_stack_homes_;
  BitVector words_;
  bool aligned_ = false;
  llvm::SmallVector<Local, 4> locals_;
};

// All references that are not computed from another one, in dominance order.
llvm::SmallVector<Value*, 32> Roots(Function& f) {
  llvm::SmallVector<Value*, 32> roots;
  for (Argument& a : f.args()) {
    if (IsReference(a.getType())) roots.push_back(&a);
  }
  for (BasicBlock* block : llvm::ReversePostOrderTraversal<Function*>(&f)) {
    for (Instruction& i : *block) {
      if (IsReference(i.getType()) && !PassesPointerOn(i)) roots.push_back(&i);
    }
  }
  return roots;
}

// The parts of a result that is more than one value, right behind the call:
// the optimiser moves them to where they are used.
void SplitResults(Function& f) {
  for (Instruction& i : llvm::instructions(f)) {
    if (IsReference(i.getType()) || !ContainsReference(i.getType()) ||
        !llvm::isa<llvm::CallBase, llvm::AtomicCmpXchgInst>(i)) {
      continue;
    }
    Instruction* next = i.getNextNode();
    for (llvm::User* user : i.users()) {
      auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(user);
      if (part != nullptr && part != next) part->moveBefore(next);
    }
  }
  // The same for references that code generation has turned into integers and
  // back around an atomic operation.
  for (Instruction& i : llvm::make_early_inc_range(llvm::instructions(f))) {
    auto* cast = llvm::dyn_cast<llvm::IntToPtrInst>(&i);
    if (cast == nullptr || !IsReference(cast->getType())) continue;
    auto* integer = llvm::dyn_cast<Instruction>(cast->getOperand(0));
    if (integer == nullptr) continue;
    if (auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(integer)) {
      auto* whole = llvm::cast<Instruction>(part->getAggregateOperand());
      part->moveBefore(whole->getNextNode());
    }
    cast->moveBefore(integer->getNextNode());
  }
}

}  // namespace

Homing HomeReferences(Function& f, Homing& homing, Refusals& refusals) {
  if (!HoldsReferences(f)) return {};
  f.addFnAttr(kReferencesAttr);
  TakeAggregatesApart(f);
  SplitResults(f);
  MarkEntry(f);
  Locals locals(f, homing.Words(), refusals);
  const SafepointMap safepoints(f);
  llvm::SmallVector<Value*, 32> roots;
  if (!safepoints.empty()) {
    roots = Roots(f);
    // In dominance order again: a merged base comes before what is read
    // through it.
    llvm::SmallPtrSet<Value*, 32> bases(roots.begin(), roots.end());
    for (Instruction* base : RecomputeDerivedPointers(
             f, roots, safepoints, /*sink_conversions=*/false)) {
      bases.insert(base);
    }
    roots.clear();
    for (Argument& a : f.args()) {
      if (bases.contains(&a)) roots.push_back(&a);
    }
    for (BasicBlock* block : llvm::ReversePostOrderTraversal<Function*>(&f)) {
      for (Instruction& i : *block) {
        if (bases.contains(&i)) roots.push_back(&i);
      }
    }
  }
  Homer homer(f, safepoints,
              llvm::PointerType::get(f.getContext(), kReferenceSpace));
  homer.PutBehind(homing, locals.words());
  Homing result = homer.Run(roots);
  if (result.homes == nullptr) return result;
  if (locals.aligned()) result.homes->setAlignment(llvm::Align(16));
  locals.Replace(homer);
  homing.homes = result.homes;
  return result;
}

}  // namespace pagurus
