#include "compiler/ir/refuse.h"

#include <string>

#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {

namespace {

using llvm::Attribute;
using llvm::CallBase;
using llvm::Function;
using llvm::Instruction;
using llvm::StringRef;

bool IsSupportedConvention(llvm::CallingConv::ID cc) {
  return cc == llvm::CallingConv::C || cc == llvm::CallingConv::Fast;
}

// Why managed code cannot call `name`; empty if it can.
std::string WhyCalleeIsRefused(StringRef name) {
  name.consume_front("\1");
  return llvm::StringSwitch<std::string>(name)
      .Cases("__cxa_throw", "__cxa_rethrow", "__cxa_begin_catch",
             "__cxa_end_catch", "__cxa_allocate_exception",
             "exceptions are not supported; compile with -fno-exceptions")
      .Cases("_Unwind_Resume", "_Unwind_RaiseException", "_Unwind_ForcedUnwind",
             "_Unwind_Resume_or_Rethrow", "_Unwind_SjLj_Resume",
             "unwinding through managed frames is not supported")
      .Cases("getcontext", "setcontext", "makecontext", "swapcontext",
             "ucontext functions switch stacks behind the runtime's back; "
             "use goroutines")
      .Cases("mcount", "_mcount", "__fentry__",
             "profiling with -pg is not "
             "supported")
      .Cases("__cyg_profile_func_enter", "__cyg_profile_func_exit",
             "__cyg_profile_func_enter_bare",
             "-finstrument-functions is not supported")
      .Cases("__morestack", "__splitstack_makecontext",
             "split stacks are not supported")
      .Default("");
}

// Why managed code cannot contain the intrinsic; empty if it can.
std::string WhyIntrinsicIsRefused(const llvm::IntrinsicInst& call) {
  const StringRef name = call.getCalledFunction()->getName();
  if (call.getIntrinsicID() == llvm::Intrinsic::returnaddress) {
    // Level 0 is the word above the frame, a code address; a move copies it.
    const auto* level =
        llvm::dyn_cast<llvm::ConstantInt>(call.getArgOperand(0));
    if (level != nullptr && level->isZero()) return "";
    return "__builtin_return_address of another frame";
  }
  for (StringRef prefix :
       {"llvm.frameaddress", "llvm.addressofreturnaddress", "llvm.sponentry",
        "llvm.localaddress", "llvm.localescape", "llvm.localrecover",
        "llvm.get.dynamic.area.offset"}) {
    if (name.starts_with(prefix)) {
      return ("'" + prefix + "' takes the address of a frame, which may move")
          .str();
    }
  }
  for (StringRef prefix : {"llvm.read_register", "llvm.read_volatile_register",
                           "llvm.write_register"}) {
    if (name.starts_with(prefix)) {
      return "a global register variable (the frame or stack pointer)";
    }
  }
  for (StringRef prefix : {"llvm.eh.", "llvm.seh.", "llvm.x86.seh."}) {
    if (name.starts_with(prefix)) {
      return "exceptions and __builtin_setjmp are not supported ('" +
             name.str() + "')";
    }
  }
  for (StringRef prefix :
       {"llvm.experimental.gc.", "llvm.experimental.stackmap",
        "llvm.experimental.patchpoint", "llvm.experimental.deoptimize",
        "llvm.experimental.guard", "llvm.gcroot", "llvm.gcread", "llvm.gcwrite",
        "llvm.coro.", "llvm.swift.", "llvm.call.preallocated.",
        "llvm.init.trampoline", "llvm.adjust.trampoline", "llvm.xray.",
        "llvm.stackguard", "llvm.stackprotector", "llvm.icall.branch.funnel",
        "llvm.hwasan.", "llvm.asan."}) {
    if (name.starts_with(prefix)) {
      return ("intrinsic '" + name + "' is not supported").str();
    }
  }
  return "";
}

// Why a function with these attributes cannot be managed; empty if it can.
std::string WhyAttributesAreRefused(const Function& f) {
  struct EnumRule {
    Attribute::AttrKind kind;
    const char* reason;
  };
  for (const EnumRule& rule : {
           EnumRule{Attribute::SanitizeAddress, "AddressSanitizer"},
           {Attribute::SanitizeHWAddress, "HWAddressSanitizer"},
           {Attribute::SanitizeMemory, "MemorySanitizer"},
           {Attribute::SanitizeMemTag, "MemTagSanitizer"},
           {Attribute::SanitizeThread, "ThreadSanitizer"},
           {Attribute::SafeStack, "SafeStack"},
           {Attribute::ShadowCallStack, "a shadow call stack"},
           {Attribute::SpeculativeLoadHardening,
            "speculative load hardening (it keeps state in the stack pointer)"},
           {Attribute::PresplitCoroutine, "a coroutine"},
       }) {
    if (f.hasFnAttribute(rule.kind)) {
      return std::string(rule.reason) + " is not supported";
    }
  }
  for (const char* name :
       {"instrument-function-entry", "instrument-function-entry-inlined",
        "instrument-function-exit", "instrument-function-exit-inlined",
        "fentry-call", "function-instrument", "xray-instruction-threshold",
        "split-stack", "no_caller_saved_registers", "no_callee_saved_registers",
        "interrupt", "patchable-function", "coroutine.presplit"}) {
    if (!f.hasFnAttribute(name)) continue;
    if (StringRef(name) == "function-instrument" &&
        f.getFnAttribute(name).getValueAsString() == "xray-never") {
      continue;
    }
    return std::string("function attribute '") + name + "' is not supported";
  }
  for (const char* name :
       {"patchable-function-entry", "patchable-function-prefix"}) {
    if (f.hasFnAttribute(name) &&
        f.getFnAttribute(name).getValueAsString() != "0") {
      return std::string("function attribute '") + name + "' is not supported";
    }
  }
  const StringRef features =
      f.getFnAttribute("target-features").getValueAsString();
  for (const char* feature : {"+retpoline", "+lvi-", "+soft-float"}) {
    if (features.contains(feature)) {
      return std::string("target feature '") + feature + "' is not supported";
    }
  }
  if (f.getFnAttribute("use-soft-float").getValueAsBool()) {
    return "software floating point is not supported";
  }
  return "";
}

void CheckFunction(const Function& f, Refusals& refusals) {
  if (!IsSupportedConvention(f.getCallingConv())) {
    refusals.Add(f, "only the C and fast calling conventions are supported");
  }
  if (std::string why = WhyAttributesAreRefused(f); !why.empty()) {
    refusals.Add(f, why);
  }
  if (f.hasPrologueData()) {
    refusals.Add(f, "data in front of a function's code is not supported");
  }
  if (f.hasFnAttribute(Attribute::ReturnsTwice)) {
    refusals.Add(f, "a function that returns twice cannot be managed");
  }
  if (f.hasGC() && f.getGC() != kGcName) {
    refusals.Add(f, "uses the '" + f.getGC() + "' garbage collector strategy");
  }
  const StringRef section = f.getSection();
  if (!section.empty() && section != kManagedSection &&
      !section.starts_with(".text")) {
    refusals.Add(f, ("is put into section '" + section +
                     "'; managed code has a section of its own")
                        .str());
  }
  bool nest = false;
  for (const llvm::Argument& a : f.args()) {
    for (Attribute::AttrKind kind :
         {Attribute::InAlloca, Attribute::Preallocated, Attribute::SwiftSelf,
          Attribute::SwiftError, Attribute::SwiftAsync}) {
      if (a.hasAttribute(kind)) {
        refusals.Add(
            f, ("parameter attribute '" + Attribute::getNameFromAttrKind(kind) +
                "' is not supported")
                   .str());
      }
    }
    nest |= a.hasAttribute(Attribute::Nest);
  }
  if (nest && f.isVarArg() && !f.hasFnAttribute(kManagedAttr)) {
    refusals.Add(f, "a variadic function cannot have a static chain ('nest')");
  }
}

void CheckCall(const CallBase& call, Refusals& refusals) {
  if (call.isInlineAsm()) {
    const auto& text = *llvm::cast<llvm::InlineAsm>(call.getCalledOperand());
    if (std::string why = WhyAsmIsRefused(text); !why.empty()) {
      refusals.Add(call, why);
    }
    return;
  }
  for (unsigned i = 0; i < call.getNumOperandBundles(); ++i) {
    if (llvm::isa<llvm::AssumeInst>(call)) break;
    refusals.Add(call,
                 ("operand bundle '" + call.getOperandBundleAt(i).getTagName() +
                  "' is not supported")
                     .str());
  }
  if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call)) {
    if (std::string why = WhyIntrinsicIsRefused(*intrinsic); !why.empty()) {
      refusals.Add(call, why);
    }
    return;
  }
  if (!IsSupportedConvention(call.getCallingConv())) {
    refusals.Add(call, "calls with a convention other than C and fast");
  }
  bool nest = false;
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    nest |= call.paramHasAttr(i, Attribute::Nest);
    for (Attribute::AttrKind kind :
         {Attribute::InAlloca, Attribute::Preallocated, Attribute::SwiftSelf,
          Attribute::SwiftError, Attribute::SwiftAsync}) {
      if (call.paramHasAttr(i, kind)) {
        refusals.Add(
            call, ("argument attribute '" +
                   Attribute::getNameFromAttrKind(kind) + "' is not supported")
                      .str());
      }
    }
    const llvm::Type* type = call.getArgOperand(i)->getType();
    const bool wide_vector =
        type->isVectorTy() &&
        type->getPrimitiveSizeInBits().getKnownMinValue() > 128 &&
        call.getFunctionType()->isVarArg();
    const bool wide_value = call.isByValArgument(i) &&
                            call.getParamAlign(i).valueOrOne().value() > 16 &&
                            ExactCallee(call) == nullptr;
    if (wide_vector || wide_value) {
      refusals.Add(call,
                   "passes a value aligned to more than 16 bytes on the "
                   "stack");
    }
  }
  const Function* callee = NamedCallee(call);
  const bool needs_r10 = call.getFunctionType()->isVarArg() ||
                         (MayPassOnStack(call) && MayGoThroughGate(call));
  if (nest && needs_r10) {
    refusals.Add(call,
                 "passes a static chain ('nest') together with stack or "
                 "variadic arguments");
  }
  if (const auto* ci = llvm::dyn_cast<llvm::CallInst>(&call);
      ci != nullptr && ci->isMustTailCall() && needs_r10) {
    refusals.Add(call, "musttail call with stack or variadic arguments");
  }
  if (callee == nullptr) {
    if (call.hasFnAttr(Attribute::ReturnsTwice)) {
      refusals.Add(call, "calls a function that returns twice by pointer");
    }
    return;
  }
  if (std::string why = WhyCalleeIsRefused(callee->getName()); !why.empty()) {
    refusals.Add(call, "calls '" + callee->getName().str() + "': " + why);
  }
  if (call.hasFnAttr(Attribute::ReturnsTwice) &&
      !IsSetjmpName(callee->getName()) && callee->getName() != "vfork") {
    refusals.Add(
        call, "calls '" + callee->getName().str() + "', which returns twice");
  }
}

void CheckInstruction(const Instruction& i, Refusals& refusals) {
  switch (i.getOpcode()) {
    case Instruction::Invoke:
    case Instruction::Resume:
    case Instruction::LandingPad:
    case Instruction::CatchPad:
    case Instruction::CleanupPad:
    case Instruction::CatchSwitch:
    case Instruction::CatchRet:
    case Instruction::CleanupRet:
      refusals.Add(i,
                   "exceptions are not supported; compile with "
                   "-fno-exceptions");
      return;
    case Instruction::CallBr:
      refusals.Add(i, "asm goto is not supported");
      return;
    case Instruction::Call:
      CheckCall(llvm::cast<CallBase>(i), refusals);
      return;
    case Instruction::Alloca:
      if (llvm::cast<llvm::AllocaInst>(i).getAllocatedType()->isScalableTy()) {
        refusals.Add(i, "a local of scalable size");
      }
      if (llvm::cast<llvm::AllocaInst>(i).isUsedWithInAlloca() ||
          llvm::cast<llvm::AllocaInst>(i).isSwiftError()) {
        refusals.Add(i, "an 'inalloca' or 'swifterror' local");
      }
      return;
    default:
      return;
  }
}

// Managed code that has the address of a function can call it.
void RefuseAddress(const llvm::Value& address, const std::string& why,
                   Refusals& refusals) {
  for (const llvm::Use& use : address.uses()) {
    const llvm::User* user = use.getUser();
    if (const auto* call = llvm::dyn_cast<CallBase>(user);
        call != nullptr && call->isCallee(&use)) {
      continue;  // CheckInstruction's
    }
    if (const auto* i = llvm::dyn_cast<Instruction>(user)) {
      refusals.Add(*i, why);
    } else if (const auto* v = llvm::dyn_cast<llvm::GlobalVariable>(user)) {
      refusals.Add(*v, why);
    } else {
      RefuseAddress(*user, why, refusals);
    }
  }
}

}  // namespace

void RefuseUnsupported(const llvm::Module& m, Refusals& refusals) {
  for (const llvm::GlobalIFunc& ifunc : m.ifuncs()) {
    refusals.Add(m, ("'" + ifunc.getName() +
                     "' is an ifunc: its resolver runs before the runtime "
                     "exists")
                        .str());
  }
  for (const Function& f : m) {
    // setjmp works only when called by name: it is ours then.
    if (IsSetjmpName(f.getName())) {
      for (const llvm::Use& use : f.uses()) {
        const auto* call = llvm::dyn_cast<CallBase>(use.getUser());
        if (call == nullptr || !call->isCallee(&use)) {
          refusals.Add(f, "its address is taken; it can only be called");
          break;
        }
      }
    }
    if (const std::string why = WhyCalleeIsRefused(f.getName()); !why.empty()) {
      RefuseAddress(f, "address of '" + f.getName().str() + "': " + why,
                    refusals);
    }
    if (!IsManagedDefinition(f)) continue;
    CheckFunction(f, refusals);
    for (const Instruction& i : llvm::instructions(f)) {
      CheckInstruction(i, refusals);
    }
  }
}

}  // namespace pagurus
