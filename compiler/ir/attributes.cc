#include <string>

#include "compiler/callees.h"
#include "compiler/ir/normalise.h"
#include "compiler/ir/safepoints.h"
#include "llvm/IR/AttributeMask.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Metadata.h"

namespace pagurus {

namespace {

using llvm::Attribute;
using llvm::AttributeList;
using llvm::AttributeMask;
using llvm::CallBase;
using llvm::Function;
using llvm::GlobalVariable;
using llvm::Module;

// What is no longer true of a function during which the caller's stack may
// move: a move reads and writes the homes of every frame.
AttributeList WithoutFacts(AttributeList list, llvm::LLVMContext& context,
                           unsigned parameters) {
  AttributeMask facts;
  for (Attribute::AttrKind kind :
       {Attribute::Memory, Attribute::NoSync, Attribute::NoFree,
        Attribute::NoRecurse, Attribute::NoCallback, Attribute::WillReturn,
        Attribute::Speculatable}) {
    facts.addAttribute(kind);
  }
  AttributeMask parameter_facts;
  for (Attribute::AttrKind kind :
       {Attribute::NoCapture, Attribute::ReadNone, Attribute::ReadOnly,
        Attribute::WriteOnly, Attribute::NoFree, Attribute::Returned,
        Attribute::Writable, Attribute::DeadOnUnwind}) {
    parameter_facts.addAttribute(kind);
  }
  list = list.removeFnAttributes(context, facts);
  for (unsigned i = 0; i < parameters; ++i) {
    list = list.removeParamAttributes(context, i, parameter_facts);
  }
  return list;
}

void StripCallFacts(CallBase& call) {
  call.setAttributes(
      WithoutFacts(call.getAttributes(), call.getContext(), call.arg_size()));
  for (unsigned kind :
       {llvm::LLVMContext::MD_tbaa, llvm::LLVMContext::MD_tbaa_struct,
        llvm::LLVMContext::MD_alias_scope, llvm::LLVMContext::MD_noalias,
        llvm::LLVMContext::MD_mem_parallel_loop_access,
        llvm::LLVMContext::MD_access_group}) {
    call.setMetadata(kind, nullptr);
  }
}

// What is known of the library's leaf routines stays true: no stack moves.
bool IsOnlyALeafRoutine(const Function& f) {
  return f.isDeclaration() && LeafRoutineOf(f) != nullptr &&
         llvm::all_of(f.users(), [&](const llvm::User* user) {
           const auto* call = llvm::dyn_cast<CallBase>(user);
           return call != nullptr && (call->getCalledOperand() != &f ||
                                      LeafRoutineCalled(*call) != nullptr);
         });
}

// Function pointers, aliases and tables count; block addresses do not.
bool IsAddressTaken(const Function& f) {
  for (const llvm::Use& use : f.uses()) {
    if (llvm::isa<llvm::BlockAddress>(use.getUser())) continue;
    const auto* call = llvm::dyn_cast<CallBase>(use.getUser());
    if (call == nullptr || !call->isCallee(&use)) return true;
  }
  return false;
}

void NormaliseDefinition(Function& f) {
  for (const char* name :
       {"probe-stack", "stack-probe-size", "no-stack-arg-probe",
        "stack-protector-buffer-size", "stackrealign", "warn-stack-size",
        "patchable-function-entry", "patchable-function-prefix"}) {
    f.removeFnAttr(name);
  }
  for (Attribute::AttrKind kind :
       {Attribute::StackProtect, Attribute::StackProtectReq,
        Attribute::StackProtectStrong, Attribute::StackAlignment,
        Attribute::OptimizeNone}) {
    f.removeFnAttr(kind);
  }
  // At its smallest, code pushes and pops a constant to load it, and pushes
  // arguments: SP would not stay (I3).
  if (f.hasMinSize()) {
    f.removeFnAttr(Attribute::MinSize);
    f.addFnAttr(Attribute::OptimizeForSize);
  }
  f.setGC(kGcName);
  f.addFnAttr(kManagedAttr);
  f.setSection(kManagedSection);
  f.addFnAttr(Attribute::NoRedZone);
  f.addFnAttr("no-realign-stack");
  f.addFnAttr("frame-pointer", "none");
  if (f.hasLocalLinkage() && !IsAddressTaken(f)) {
    f.removeFnAttr(kCallbackEntryAttr);
  } else {
    f.addFnAttr(kCallbackEntryAttr);
  }
}

// -fcf-protection would put an endbr64 in front of the callback entry and
// expect shadow stacks, which a moving stack does not keep.
void StripModuleFlags(Module& m) {
  llvm::NamedMDNode* flags = m.getModuleFlagsMetadata();
  if (flags == nullptr) return;
  llvm::SmallVector<llvm::MDNode*, 8> kept;
  for (llvm::MDNode* flag : flags->operands()) {
    const auto* name = llvm::dyn_cast<llvm::MDString>(flag->getOperand(1));
    if (name != nullptr && (name->getString().starts_with("cf-protection") ||
                            name->getString() == "ibt-seal")) {
      continue;
    }
    kept.push_back(flag);
  }
  flags->clearOperands();
  for (llvm::MDNode* flag : kept) flags->addOperand(flag);
}

}  // namespace

void NormaliseAttributes(Module& m) {
  StripModuleFlags(m);
  for (GlobalVariable& g : m.globals()) {
    // Programs are executables: no thread-local variable needs a call of
    // __tls_get_addr, which would run on the goroutine stack.
    if (g.isThreadLocal() &&
        (g.getThreadLocalMode() == GlobalVariable::GeneralDynamicTLSModel ||
         g.getThreadLocalMode() == GlobalVariable::LocalDynamicTLSModel)) {
      g.setThreadLocalMode(GlobalVariable::InitialExecTLSModel);
    }
  }
  for (Function& f : m) {
    if (f.isIntrinsic() || IsOnlyALeafRoutine(f)) continue;
    f.setAttributes(
        WithoutFacts(f.getAttributes(), f.getContext(), f.arg_size()));
    if (!IsManagedDefinition(f)) continue;
    NormaliseDefinition(f);
    for (llvm::Instruction& i : llvm::instructions(f)) {
      if (IsSafepoint(i)) StripCallFacts(llvm::cast<CallBase>(i));
    }
  }
}

}  // namespace pagurus
