// Polls: between two safepoints nobody knows which registers hold references,
// so a goroutine that is in a loop without one could not be stopped for a
// collection.
//
// Every cycle of the control flow graph has to go through a place where the
// goroutine stops if it is to: a poll, or a call whose callee is certain to
// have a prologue check.  Any other callee may be a small function without one,
// be it of another file.  What is left of the graph without the blocks that
// have such a place is taken apart into strongly connected components; a poll
// in the first block of each (the header, if it is a loop) cuts its cycles
// there, and what is left is looked at again.
//
// A cycle of several functions has a call, and whoever makes one has a check,
// unless all of it are jumps.  So functions that end in one get a check.
//
//     header:  cmpq %fs:0x70, %rsp        the prologue check's own comparison
//              jno  cold
//     body:    …
//     cold:    call __pag_poll
//              jmp  body
#include <vector>

#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace pagurus {

namespace {

using llvm::BasicBlock;
using llvm::Function;
using llvm::Instruction;

// Finds cycles of blocks that have no safepoint; Tarjan's algorithm, without
// recursion.
class Cycles {
 public:
  Cycles(const llvm::SmallVectorImpl<BasicBlock*>& order,
         const llvm::DenseSet<BasicBlock*>& cut)
      : cut_(cut) {
    for (unsigned i = 0; i < order.size(); ++i) place_[order[i]] = i;
    for (BasicBlock* block : order) {
      if (!cut.contains(block) && !number_.count(block)) Visit(block);
    }
  }

  // The first block, in reverse post-order, of each.
  llvm::ArrayRef<BasicBlock*> first() const { return first_; }

 private:
  struct Frame {
    BasicBlock* block;
    llvm::succ_iterator next;
  };

  void Enter(BasicBlock* block, std::vector<Frame>& frames) {
    number_[block] = low_[block] = ++count_;
    stack_.push_back(block);
    on_stack_.insert(block);
    frames.push_back({block, llvm::succ_begin(block)});
  }

  void Visit(BasicBlock* root) {
    std::vector<Frame> frames;
    Enter(root, frames);
    while (!frames.empty()) {
      Frame& frame = frames.back();
      BasicBlock* block = frame.block;
      if (frame.next == llvm::succ_end(block)) {
        Leave(block);
        frames.pop_back();
        if (!frames.empty()) {
          unsigned& low = low_[frames.back().block];
          low = std::min(low, low_[block]);
        }
        continue;
      }
      BasicBlock* next = *frame.next;
      ++frame.next;
      if (cut_.contains(next)) continue;
      if (next == block) loops_to_itself_.insert(block);
      if (!number_.count(next)) {
        Enter(next, frames);
      } else if (on_stack_.contains(next)) {
        low_[block] = std::min(low_[block], number_[next]);
      }
    }
  }

  void Leave(BasicBlock* block) {
    if (low_[block] != number_[block]) return;
    BasicBlock* first = block;
    bool cycle = loops_to_itself_.contains(block);
    for (BasicBlock* member = nullptr; member != block;) {
      member = stack_.pop_back_val();
      on_stack_.erase(member);
      cycle |= member != block;
      if (place_[member] < place_[first]) first = member;
    }
    if (cycle) first_.push_back(first);
  }

  const llvm::DenseSet<BasicBlock*>& cut_;
  llvm::DenseMap<BasicBlock*, unsigned> place_, number_, low_;
  llvm::SmallVector<BasicBlock*, 16> stack_;
  llvm::DenseSet<BasicBlock*> on_stack_, loops_to_itself_;
  llvm::SmallVector<BasicBlock*, 4> first_;
  unsigned count_ = 0;
};

bool IsJump(const Instruction& i) {
  const auto* call = llvm::dyn_cast<llvm::CallInst>(&i);
  return call != nullptr && call->isTailCall();
}

// True if the function has a check anyway: it calls something, which need not
// be where it is called.
bool Calls(const Function& f) {
  return llvm::any_of(llvm::instructions(f), [](const Instruction& i) {
    return IsSafepoint(i) && !IsJump(i);
  });
}

// True if the goroutine is certain to stop in `i`, if it is to.
bool Stops(const Instruction& i) {
  if (!IsSafepoint(i)) return false;
  if (IsPoll(i)) return true;
  Function* callee = ExactCallee(llvm::cast<llvm::CallBase>(i));
  if (callee == nullptr || !Calls(*callee)) return false;
  // Selection may yet find out that it never calls.
  callee->addFnAttr(kCheckAttr);
  return true;
}

void InsertPoll(BasicBlock& block) {
  llvm::LLVMContext& context = block.getContext();
  Instruction* at = &*block.getFirstInsertionPt();
  llvm::IRBuilder<> b(at);
  // All that matters is that it is repeated: memory has nothing to do with it.
  auto* type = llvm::FunctionType::get(b.getInt8Ty(), {}, false);
  llvm::Value* failed = b.CreateCall(
      type,
      llvm::InlineAsm::get(type, "cmpq %fs:0x70, %rsp",
                           "={@ccno},~{dirflag},~{fpsr},~{flags}", true),
      {});
  failed = b.CreateICmpNE(failed, b.getInt8(0));
  Instruction* cold = llvm::SplitBlockAndInsertIfThen(
      failed, at, /*Unreachable=*/false,
      llvm::MDBuilder(context).createBranchWeights(1, (1u << 20) - 1));
  b.SetInsertPoint(cold);
  llvm::FunctionCallee poll = block.getModule()->getOrInsertFunction(
      kPollName, llvm::FunctionType::get(b.getVoidTy(), {}, false));
  llvm::cast<Function>(poll.getCallee())
      ->setCallingConv(llvm::CallingConv::PreserveMost);
  b.CreateCall(poll)->setCallingConv(llvm::CallingConv::PreserveMost);
}

}  // namespace

void InsertPolls(Function& f) {
  llvm::SmallVector<BasicBlock*, 32> order;
  llvm::DenseSet<BasicBlock*> cut;
  for (BasicBlock* block : llvm::ReversePostOrderTraversal<Function*>(&f)) {
    order.push_back(block);
    for (const Instruction& i : *block) {
      if (!cut.contains(block) && Stops(i)) cut.insert(block);
    }
  }
  llvm::SmallVector<BasicBlock*, 8> polls;
  while (true) {
    const Cycles cycles(order, cut);
    if (cycles.first().empty()) break;
    for (BasicBlock* block : cycles.first()) {
      cut.insert(block);
      polls.push_back(block);
    }
  }
  // Only now: it changes the graph.
  for (BasicBlock* block : polls) InsertPoll(*block);
}

void CheckBeforeJumps(Function& f) {
  for (const Instruction& i : llvm::instructions(f)) {
    if (IsSafepoint(i) && IsJump(i)) f.addFnAttr(kCheckAttr);
  }
}

}  // namespace pagurus
