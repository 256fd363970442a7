#include "compiler/ir/calls.h"
#include "compiler/ir/normalise.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {

using llvm::CallInst;
using llvm::Function;

namespace {

// A jump through a gate can neither tell it how many bytes of stack arguments
// there are nor leave them where the gate looks for them.
bool MayJump(const CallInst& call, bool no_jumps) {
  if (no_jumps || call.getFunctionType()->isVarArg()) return false;
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    if (call.isByValArgument(i)) return false;
  }
  const Function* callee = NamedCallee(call);
  if (callee != nullptr && callee->isVarArg()) return false;
  return !MayGoThroughGate(call) || !MayPassOnStack(call);
}

}  // namespace

void NormaliseTailMarks(Function& f, bool no_jumps) {
  for (llvm::Instruction& i : llvm::instructions(f)) {
    auto* call = llvm::dyn_cast<CallInst>(&i);
    if (call == nullptr || call->isInlineAsm() ||
        llvm::isa<llvm::IntrinsicInst>(call)) {
      continue;
    }
    // musttail stays: refuse.cc has rejected what could not be kept, and the
    // arena is released in front of the call.
    if (call->getTailCallKind() == CallInst::TCK_Tail &&
        !MayJump(*call, no_jumps)) {
      call->setTailCall(false);
    }
  }
}

}  // namespace pagurus
