// Returns that do not fit into registers.
//
// The x86-64 ABI has a function that returns a big value hand back the address
// it was given.  LLVM does that behind the IR's back: for `sret` it keeps the
// address in a virtual register from entry to return, and for an IR return
// type that is too big it invents the parameter as well.  Either would be a
// pointer into the caller's frame that no map knows (docs/known bugs: "a big
// return value became a hidden pointer").  So both become plain IR here, which
// homing then treats like any other pointer.
#include <memory>

#include "compiler/callees.h"
#include "compiler/ir/normalise.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/TargetLowering.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {

using llvm::Argument;
using llvm::AttributeList;
using llvm::AttributeSet;
using llvm::CallInst;
using llvm::Function;
using llvm::FunctionType;
using llvm::Instruction;
using llvm::Module;
using llvm::ReturnInst;
using llvm::Type;
using llvm::Value;

Function* ReplaceFunctionType(Function& f, FunctionType* type) {
  const unsigned added = type->getNumParams() - f.arg_size();
  Function* g = Function::Create(type, f.getLinkage(), f.getAddressSpace(), "");
  f.getParent()->getFunctionList().insert(f.getIterator(), g);
  g->copyAttributesFrom(&f);
  g->setComdat(f.getComdat());
  g->IsNewDbgInfoFormat = f.IsNewDbgInfoFormat;
  const AttributeList old = f.getAttributes();
  llvm::SmallVector<AttributeSet, 8> params(added);
  for (unsigned i = 0; i < f.arg_size(); ++i) {
    params.push_back(old.getParamAttrs(i));
  }
  g->setAttributes(AttributeList::get(f.getContext(), old.getFnAttrs(),
                                      type->getReturnType() == f.getReturnType()
                                          ? old.getRetAttrs()
                                          : AttributeSet(),
                                      params));
  g->takeName(&f);
  g->copyMetadata(&f, 0);
  g->splice(g->begin(), &f);
  for (Argument& a : f.args()) {
    Argument* b = g->getArg(a.getArgNo() + added);
    b->takeName(&a);
    a.replaceAllUsesWith(b);
  }
  f.replaceAllUsesWith(g);
  f.eraseFromParent();
  return g;
}

namespace {

// Rebuilds `call` with `args` and the function type `type`; its result is not
// carried over.  `added`: how many leading arguments are new.
CallInst* RebuildCall(CallInst& call, FunctionType* type,
                      llvm::ArrayRef<Value*> args, unsigned added) {
  llvm::IRBuilder<> b(&call);
  CallInst* copy = b.CreateCall(type, call.getCalledOperand(), args);
  const AttributeList old = call.getAttributes();
  llvm::SmallVector<AttributeSet, 8> params(added);
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    params.push_back(old.getParamAttrs(i).removeAttribute(
        call.getContext(), llvm::Attribute::StructRet));
  }
  copy->setAttributes(AttributeList::get(call.getContext(), old.getFnAttrs(),
                                         AttributeSet(), params));
  copy->setCallingConv(call.getCallingConv());
  copy->setTailCallKind(call.getTailCallKind());
  copy->copyMetadata(call,
                     {llvm::LLVMContext::MD_dbg, llvm::LLVMContext::MD_prof});
  return copy;
}

void MarkReturnsSret(Function& f) { f.addFnAttr(kReturnsSretAttr); }

// --- sret -------------------------------------------------------------------

Argument* SretParameter(Function& f) {
  for (Argument& a : f.args()) {
    if (a.hasStructRetAttr()) return &a;
  }
  return nullptr;
}

// `void f(ptr sret %r, …)` becomes `ptr f(ptr %r, …)` that returns %r.
void ReturnSretExplicitly(Function& f, Refusals& refusals) {
  FunctionType* old_type = f.getFunctionType();
  if (!old_type->getReturnType()->isVoidTy()) {
    refusals.Add(f, "has an sret parameter and returns a value as well");
    return;
  }
  auto* type = FunctionType::get(llvm::PointerType::getUnqual(f.getContext()),
                                 old_type->params(), old_type->isVarArg());
  Function* g = ReplaceFunctionType(f, type);
  Argument* sret = SretParameter(*g);
  for (llvm::BasicBlock& block : *g) {
    auto* ret = llvm::dyn_cast<ReturnInst>(block.getTerminator());
    if (ret == nullptr) continue;
    Value* result = sret;
    if (CallInst* tail = block.getTerminatingMustTailCall()) {
      auto* call_type = FunctionType::get(
          type->getReturnType(), tail->getFunctionType()->params(), false);
      llvm::SmallVector<Value*, 8> args(tail->args());
      result = RebuildCall(*tail, call_type, args, 0);
      tail->eraseFromParent();
    }
    llvm::IRBuilder<>(ret).CreateRet(result)->setDebugLoc(ret->getDebugLoc());
    ret->eraseFromParent();
  }
  sret->getParent()->removeParamAttr(sret->getArgNo(),
                                     llvm::Attribute::StructRet);
  MarkReturnsSret(*g);
  // Direct calls keep matching the definition's type, so that they stay exact.
  for (llvm::User* user : llvm::make_early_inc_range(g->users())) {
    auto* call = llvm::dyn_cast<CallInst>(user);
    if (call == nullptr || call->getCalledOperand() != g ||
        call->getFunctionType() != old_type || call->isMustTailCall()) {
      continue;
    }
    llvm::SmallVector<Value*, 8> args(call->args());
    RebuildCall(*call, type, args, 0);
    call->eraseFromParent();
  }
}

// --- returns too big for registers ------------------------------------------

// Asks the target which return types it would demote.
class ReturnOracle {
 public:
  ReturnOracle(Module& m, const llvm::TargetMachine& tm)
      : m_(m),
        tm_(tm),
        mmi_(static_cast<const llvm::LLVMTargetMachine*>(&tm)) {}

  bool Fits(Type* type, llvm::CallingConv::ID cc, AttributeList attributes,
            bool variadic) {
    if (type->isVoidTy() || type->isPointerTy() || type->isFloatingPointTy() ||
        (type->isIntegerTy() && type->getIntegerBitWidth() <= 64)) {
      return true;
    }
    Function* any = AnyDefinition();
    const llvm::TargetLowering& lowering =
        *tm_.getSubtargetImpl(*any)->getTargetLowering();
    llvm::SmallVector<llvm::ISD::OutputArg, 4> outs;
    llvm::GetReturnInfo(cc, type, attributes, outs, lowering,
                        m_.getDataLayout());
    return lowering.CanLowerReturn(cc, mmi_.getOrCreateMachineFunction(*any),
                                   variadic, outs, m_.getContext());
  }

 private:
  // The target wants a function for its subtarget; all of a module agree on
  // what matters here, and there is at least one: the one that we ask about.
  Function* AnyDefinition() {
    for (Function& f : m_) {
      if (IsManagedDefinition(f)) return &f;
    }
    llvm_unreachable("asked for a module without definitions");
  }

  Module& m_;
  const llvm::TargetMachine& tm_;
  llvm::MachineModuleInfo mmi_;
};

FunctionType* DemotedType(FunctionType* type) {
  auto* ptr = llvm::PointerType::getUnqual(type->getContext());
  llvm::SmallVector<Type*, 8> params = {ptr};
  llvm::append_range(params, type->params());
  return FunctionType::get(ptr, params, type->isVarArg());
}

void DemoteDefinition(Function& f) {
  Function* g = ReplaceFunctionType(f, DemotedType(f.getFunctionType()));
  Argument* result = g->getArg(0);
  result->setName("result");
  for (llvm::BasicBlock& block : *g) {
    auto* ret = llvm::dyn_cast<ReturnInst>(block.getTerminator());
    if (ret == nullptr) continue;
    llvm::IRBuilder<> b(ret);
    b.CreateStore(ret->getReturnValue(), result);
    b.CreateRet(result)->setDebugLoc(ret->getDebugLoc());
    ret->eraseFromParent();
  }
  MarkReturnsSret(*g);
}

void DemoteCall(CallInst& call) {
  Function& f = *call.getFunction();
  Type* type = call.getType();
  llvm::IRBuilder<> entry(&*f.getEntryBlock().getFirstInsertionPt());
  llvm::AllocaInst* slot = entry.CreateAlloca(type, nullptr, "result");
  llvm::SmallVector<Value*, 8> args = {slot};
  llvm::append_range(args, call.args());
  CallInst* copy =
      RebuildCall(call, DemotedType(call.getFunctionType()), args, 1);
  copy->setTailCallKind(CallInst::TCK_None);
  llvm::IRBuilder<> b(&call);
  if (!call.use_empty()) {
    call.replaceAllUsesWith(b.CreateLoad(type, slot));
  }
  call.eraseFromParent();
}

void DemoteReturns(Module& m, const llvm::TargetMachine& tm,
                   Refusals& refusals) {
  ReturnOracle oracle(m, tm);
  llvm::SmallVector<Function*, 8> definitions;
  llvm::SmallVector<CallInst*, 8> calls;
  for (Function& f : m) {
    if (!IsManagedDefinition(f)) continue;
    if (!oracle.Fits(f.getReturnType(), f.getCallingConv(), f.getAttributes(),
                     f.isVarArg())) {
      definitions.push_back(&f);
    }
    for (Instruction& i : llvm::instructions(f)) {
      auto* call = llvm::dyn_cast<CallInst>(&i);
      if (call == nullptr || llvm::isa<llvm::IntrinsicInst>(call) ||
          call->isInlineAsm() ||
          oracle.Fits(call->getType(), call->getCallingConv(),
                      call->getAttributes(),
                      call->getFunctionType()->isVarArg())) {
        continue;
      }
      if (call->isMustTailCall()) {
        refusals.Add(*call,
                     "musttail call returns more than fits in "
                     "registers");
        continue;
      }
      calls.push_back(call);
    }
  }
  for (CallInst* call : calls) DemoteCall(*call);
  for (Function* f : definitions) DemoteDefinition(*f);
}

}  // namespace

void NormaliseSignatures(Module& m, const llvm::TargetMachine& tm,
                         Refusals& refusals) {
  llvm::SmallVector<Function*, 8> sret;
  for (Function& f : m) {
    if (IsManagedDefinition(f) && SretParameter(f) != nullptr) {
      sret.push_back(&f);
    }
  }
  for (Function* f : sret) ReturnSretExplicitly(*f, refusals);
  DemoteReturns(m, tm, refusals);
}

}  // namespace pagurus
