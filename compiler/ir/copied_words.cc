#include "compiler/ir/copied_words.h"

#include "compiler/ir/references.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Module.h"

namespace pagurus {

using llvm::Instruction;
using llvm::Type;
using llvm::Use;
using llvm::Value;

namespace {

constexpr unsigned kWordBits = 64;
constexpr unsigned kMostBits = 512;

}  // namespace

Type* Retyped(Type* type) {
  auto* reference = llvm::PointerType::get(type->getContext(), kReferenceSpace);
  if (type->isIntegerTy(kWordBits)) return reference;
  if (type->isIntegerTy() && type->getIntegerBitWidth() <= kMostBits &&
      type->getIntegerBitWidth() % kWordBits == 0) {
    return llvm::FixedVectorType::get(reference,
                                      type->getIntegerBitWidth() / kWordBits);
  }
  auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(type);
  if (vector != nullptr && vector->getElementType()->isIntegerTy(kWordBits)) {
    return llvm::FixedVectorType::get(reference, vector->getNumElements());
  }
  return nullptr;
}

bool IsWords(const Type* type) {
  return type->getScalarType()->isIntegerTy(kWordBits);
}

bool ConvertsReference(const Value* v) {
  const auto* cast = llvm::dyn_cast<llvm::PtrToIntInst>(v);
  return cast != nullptr &&
         IsReference(cast->getOperand(0)->getType()->getScalarType()) &&
         Retyped(cast->getType()) == cast->getOperand(0)->getType();
}

bool IsAtomicWord(const Value* v) {
  if (!v->getType()->isIntegerTy(kWordBits)) return false;
  if (const auto* part = llvm::dyn_cast<llvm::ExtractValueInst>(v)) {
    return llvm::isa<llvm::AtomicCmpXchgInst>(part->getAggregateOperand());
  }
  const auto* rmw = llvm::dyn_cast<llvm::AtomicRMWInst>(v);
  return rmw != nullptr && rmw->getOperation() == llvm::AtomicRMWInst::Xchg;
}

bool IsCertainInteger(const llvm::LoadInst& load) {
  const llvm::MDNode* tag = load.getMetadata(llvm::LLVMContext::MD_tbaa);
  if (tag == nullptr || tag->getNumOperands() < 2) return false;
  const auto* type = llvm::dyn_cast<llvm::MDNode>(tag->getOperand(1));
  if (type == nullptr || type->getNumOperands() == 0) return false;
  const auto* name = llvm::dyn_cast<llvm::MDString>(type->getOperand(0));
  return name != nullptr &&
         (name->getString() == "long" || name->getString() == "long long");
}

bool IsLocal(const Value* address) {
  return llvm::isa<llvm::AllocaInst>(llvm::getUnderlyingObject(address, 0));
}

void ForEachConnected(Instruction& i, llvm::function_ref<void(Use&)> visit) {
  unsigned first = 0, last = 0;
  switch (i.getOpcode()) {
    case Instruction::PHI:
      last = llvm::cast<llvm::PHINode>(i).getNumIncomingValues();
      break;
    case Instruction::Select:
      first = 1, last = 3;
      break;
    case Instruction::ShuffleVector:
    case Instruction::InsertElement:
      last = 2;
      break;
    case Instruction::Freeze:
    case Instruction::ExtractElement:
      last = 1;
      break;
    default:
      break;
  }
  for (; first < last; ++first) visit(i.getOperandUse(first));
}

bool Connects(const Use& use) {
  bool result = false;
  ForEachConnected(*llvm::cast<Instruction>(use.getUser()),
                   [&](Use& other) { result |= &other == &use; });
  return result;
}

}  // namespace pagurus
