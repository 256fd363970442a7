#include "compiler/ir/references.h"

#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/safepoints.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Transforms/Scalar/Scalarizer.h"

namespace pagurus {

namespace {

using llvm::CallBase;
using llvm::Function;
using llvm::Instruction;
using llvm::Type;
using llvm::Value;

bool IsVectorOfReferences(const Type* type) {
  return type->isVectorTy() && IsReference(type->getScalarType());
}

bool MarkWords(Type* type, uint64_t offset, const llvm::DataLayout& layout,
               llvm::BitVector& words) {
  if (!ContainsReference(type)) return true;
  if (IsReference(type)) {
    if (offset % 8 != 0) return false;
    words.set(offset / 8);
    return true;
  }
  if (auto* record = llvm::dyn_cast<llvm::StructType>(type)) {
    const llvm::StructLayout* places = layout.getStructLayout(record);
    for (unsigned i = 0; i < record->getNumElements(); ++i) {
      if (!MarkWords(record->getElementType(i),
                     offset + places->getElementOffset(i), layout, words)) {
        return false;
      }
    }
    return true;
  }
  uint64_t n;
  Type* element;
  if (auto* array = llvm::dyn_cast<llvm::ArrayType>(type)) {
    n = array->getNumElements();
    element = array->getElementType();
  } else if (auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(type)) {
    n = vector->getNumElements();
    element = vector->getElementType();
  } else {
    return false;
  }
  const uint64_t step = layout.getTypeAllocSize(element);
  for (uint64_t i = 0; i < n; ++i) {
    if (!MarkWords(element, offset + i * step, layout, words)) return false;
  }
  return true;
}

constexpr char kSpecialReference[] =
    "passes a reference as the address of a copy on the stack or of a frame "
    "(byval, nest and the like), which references are not";

bool IsPassedSpecially(const llvm::AttributeList& attributes, unsigned i) {
  return attributes.hasParamAttr(i, llvm::Attribute::ByVal) ||
         attributes.hasParamAttr(i, llvm::Attribute::InAlloca) ||
         attributes.hasParamAttr(i, llvm::Attribute::Preallocated) ||
         attributes.hasParamAttr(i, llvm::Attribute::Nest);
}

std::string WhyCallIsRefused(const CallBase& call) {
  const llvm::FunctionType* type = call.getFunctionType();
  const auto* ci = llvm::dyn_cast<llvm::CallInst>(&call);
  for (unsigned i = 0; i < call.arg_size(); ++i) {
    const Type* argument = call.getArgOperand(i)->getType();
    if (call.isByValArgument(i) &&
        ContainsReference(call.getParamByValType(i))) {
      return "passes a structure with references on the stack; pass its "
             "address";
    }
    if (IsReference(argument) && IsPassedSpecially(call.getAttributes(), i)) {
      return kSpecialReference;
    }
    if (!ContainsReference(argument)) continue;
    if (i >= type->getNumParams()) {
      return "passes a reference as a variadic argument, where it is not "
             "followed; cast it to a plain pointer";
    }
    if (!IsReference(argument) && !call.isInlineAsm() &&
        !llvm::isa<llvm::IntrinsicInst>(call)) {
      return "passes an aggregate of references in registers";
    }
    if (ci != nullptr && ci->isMustTailCall() && ExactCallee(call) == nullptr) {
      return "musttail call with a reference, which nobody would keep alive "
             "in native code";
    }
  }
  return "";
}

// An integer that an atomic operation on a reference has returned: code
// generation makes those of integers.
bool IsAtomicResult(const Value* v) {
  if (const auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(v)) {
    v = part->getAggregateOperand();
  }
  return llvm::isa<llvm::AtomicCmpXchgInst, llvm::AtomicRMWInst>(v);
}

std::string WhyRefused(const Instruction& i) {
  if (const auto* call = llvm::dyn_cast<CallBase>(&i)) {
    return WhyCallIsRefused(*call);
  }
  switch (i.getOpcode()) {
    case Instruction::IntToPtr:
      if (ContainsReference(i.getType()) &&
          !llvm::isa<llvm::Constant>(i.getOperand(0)) &&
          !IsAtomicResult(i.getOperand(0))) {
        return "makes a reference of an integer, which keeps no object alive; "
               "to make one of an address, go by a plain pointer";
      }
      return "";
    case Instruction::AddrSpaceCast:
      if ((ContainsReference(i.getType()) ||
           ContainsReference(i.getOperand(0)->getType())) &&
          i.getType()->getPointerAddressSpace() +
                  i.getOperand(0)->getType()->getPointerAddressSpace() !=
              kReferenceSpace) {
        return "casts between references and another address space than 0";
      }
      return "";
    case Instruction::BitCast:
      if (ContainsReference(i.getType()) !=
          ContainsReference(i.getOperand(0)->getType())) {
        return "casts between references and something else";
      }
      return "";
    case Instruction::VAArg:
      if (ContainsReference(i.getType())) {
        return "takes a reference from variadic arguments";
      }
      return "";
    case Instruction::Alloca: {
      const auto& alloca = llvm::cast<llvm::AllocaInst>(i);
      if (alloca.getAddressSpace() == kReferenceSpace) {
        return "a local in the references' address space";
      }
      if (ContainsReference(alloca.getAllocatedType()) &&
          !alloca.isStaticAlloca()) {
        return "a local with references whose size is known only at run time; "
               "allocate it with pag_alloc_array";
      }
      return "";
    }
    default:
      return "";
  }
}

void RefuseGlobal(const llvm::GlobalVariable& v, Refusals& refusals) {
  if (v.getAddressSpace() == kReferenceSpace) {
    refusals.Add(v,
                 "a variable in the references' address space, which is the "
                 "heap's");
  } else if (v.isThreadLocal() && ContainsReference(v.getValueType())) {
    refusals.Add(v,
                 "a thread-local variable with references: a collection "
                 "does not look there; use pag_local_set and a handle");
  }
}

bool MentionsReferences(const Instruction& i) {
  if (ContainsReference(i.getType())) return true;
  for (const Value* operand : i.operands()) {
    if (ContainsReference(operand->getType())) return true;
  }
  if (const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&i)) {
    return ContainsReference(alloca->getAllocatedType());
  }
  const auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(&i);
  return gep != nullptr && ContainsReference(gep->getSourceElementType());
}

// Where structures are only copied the optimiser leaves no trace of what they
// hold, so files say by themselves that they have references (pagurus_gc.h).
constexpr char kModuleMarker[] = "#pagurus.references";

}  // namespace

bool IsReference(const Type* type) {
  return type->isPointerTy() &&
         type->getPointerAddressSpace() == kReferenceSpace;
}

bool ContainsReference(const Type* type) {
  if (IsReference(type)) return true;
  for (const Type* part : type->subtypes()) {
    if (!type->isFunctionTy() && ContainsReference(part)) return true;
  }
  return false;
}

bool ReferenceWords(Type* type, const llvm::DataLayout& layout,
                    llvm::BitVector& words) {
  words.clear();
  words.resize((layout.getTypeAllocSize(type) + 7) / 8);
  return MarkWords(type, 0, layout, words);
}

bool HoldsReferences(const Function& f) {
  for (const llvm::Argument& a : f.args()) {
    if (ContainsReference(a.getType())) return true;
  }
  for (const Instruction& i : llvm::instructions(f)) {
    if (ContainsReference(i.getType())) return true;
    if (const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&i)) {
      if (ContainsReference(alloca->getAllocatedType())) return true;
    }
  }
  return false;
}

bool MentionsReferences(const llvm::Module& m) {
  if (llvm::StringRef(m.getModuleInlineAsm()).contains(kModuleMarker)) {
    return true;
  }
  for (const llvm::GlobalVariable& v : m.globals()) {
    if (ContainsReference(v.getValueType())) return true;
  }
  for (const Function& f : m) {
    if (ContainsReference(f.getReturnType())) return true;
    for (const llvm::Argument& a : f.args()) {
      if (ContainsReference(a.getType())) return true;
    }
    for (const Instruction& i : llvm::instructions(f)) {
      if (MentionsReferences(i)) return true;
    }
  }
  return false;
}

bool IsPoll(const Instruction& i) {
  const auto* call = llvm::dyn_cast<CallBase>(&i);
  if (call == nullptr) return false;
  const auto* callee = llvm::dyn_cast<Function>(call->getCalledOperand());
  return callee != nullptr && callee->getName() == kPollName;
}

void RefuseReferences(const llvm::Module& m, Refusals& refusals) {
  for (const llvm::GlobalVariable& v : m.globals()) RefuseGlobal(v, refusals);
  for (const Function& f : m) {
    if (!IsManagedDefinition(f)) continue;
    for (const llvm::Argument& a : f.args()) {
      if ((a.hasByValAttr() && ContainsReference(a.getParamByValType())) ||
          (ContainsReference(a.getType()) && !IsReference(a.getType()))) {
        refusals.Add(f,
                     "takes a structure with references by value; take its "
                     "address");
      }
    }
    for (const llvm::Argument& a : f.args()) {
      if (IsReference(a.getType()) &&
          IsPassedSpecially(f.getAttributes(), a.getArgNo())) {
        refusals.Add(f, kSpecialReference);
      }
    }
    for (const Instruction& i : llvm::instructions(f)) {
      if (std::string why = WhyRefused(i); !why.empty()) refusals.Add(i, why);
    }
  }
}

void SplitReferenceVectors(Function& f) {
  bool any = false;
  for (const Instruction& i : llvm::instructions(f)) {
    any |= IsVectorOfReferences(i.getType());
    for (const Value* operand : i.operands()) {
      any |= IsVectorOfReferences(operand->getType());
    }
  }
  if (!any) return;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager analyses;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(analyses);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, analyses, sccs, modules);
  llvm::ScalarizerPassOptions options;
  options.ScalarizeLoadStore = true;
  llvm::ScalarizerPass(options).run(f, analyses);
}

}  // namespace pagurus
