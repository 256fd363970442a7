// What may overwrite a reference, when the optimiser has been over it:
//
//   store ptr addrspace(1)   the front end's own, whatever is stored.  Null is
//                            stored as such, too, until two of them or more
//                            stand in a row and become a memset.
//   memset, memcpy, memmove  of any memory: they have no types.  Small ones are
//                            `store i64` and `store i128` by now, of copies
//                            (reference_copies.cc) and of constants.
//   other stores of a word   of which TBAA does not know that the memory has
//   or more                  numbers or plain pointers.  Members of unions,
//   what
//                            was a memcpy, and merged stores of different types
//                            have no tag, or that of `char`.  Nor does anything
//                            at -O0.
//   vectors                  stores that have been put together, or come from a
//                            loop; with lanes left out in the latter's rest.
//   atomic operations        code generation has made them of integers.
//   inline assembly          whose output is declared to be a reference.
//
// TBAA's word is taken for integers and floating-point numbers of C and C++ by
// their names, and for "any pointer" only if a plain pointer is what is stored:
// in C that is the type of references as well, and of the integers that the
// optimiser makes of them.  An unknown name (an enumeration, another language's
// type) says nothing.
//
// Less than a word is never a reference: the bytes of one, written one by one,
// are not noticed (docs/front-ends.md).
//
// No barrier is needed
//   - for locals: they are in frames, or in the pinned arena, which keeps
//     nothing alive;
//   - for an object between its allocation and the next safepoint.  What was
//     in it then has been put there by this function since, so it was reachable
//     at the beginning of the collection from elsewhere, or is newer.  A
//     collection that begins in the allocation, at the latest, sees an object
//     that is empty.
#include "compiler/ir/overwrites.h"

#include "compiler/ir/calls.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

namespace pagurus {

namespace {

using llvm::Function;
using llvm::Instruction;
using llvm::Type;
using llvm::Value;

constexpr uint64_t kWordBytes = 8;
constexpr char kOverwriteMetadata[] = "pagurus.overwrite";

enum class Said { kNothing, kNumber, kPointer };

// What TBAA says of the memory that `i` accesses.
Said WhatTbaaSays(const Instruction& i) {
  const llvm::MDNode* tag = i.getMetadata(llvm::LLVMContext::MD_tbaa);
  if (tag == nullptr || tag->getNumOperands() < 2) return Said::kNothing;
  const auto* type = llvm::dyn_cast<llvm::MDNode>(tag->getOperand(1));
  if (type == nullptr || type->getNumOperands() == 0) return Said::kNothing;
  const auto* name = llvm::dyn_cast<llvm::MDString>(type->getOperand(0));
  if (name == nullptr) return Said::kNothing;
  return llvm::StringSwitch<Said>(name->getString())
      .Cases("bool", "short", "int", "long", "long long", "__int128",
             Said::kNumber)
      .Cases("_Float16", "float", "double", "long double", "__float128",
             Said::kNumber)
      .Cases("any pointer", "vtable pointer", Said::kPointer)
      .Default(Said::kNothing);
}

bool IsPlainPointer(const Type* type) {
  type = type->getScalarType();
  return type->isPointerTy() && type->getPointerAddressSpace() == 0;
}

uint64_t SizeOf(const Overwrite& o, const llvm::DataLayout& layout) {
  if (o.type != nullptr) return layout.getTypeStoreSize(o.type).getFixedValue();
  const auto* bytes = llvm::dyn_cast<llvm::ConstantInt>(o.bytes);
  return bytes != nullptr ? bytes->getZExtValue() : UINT64_MAX;
}

bool MayOverwriteReference(const Instruction& i, const Overwrite& o) {
  const llvm::DataLayout& layout = i.getModule()->getDataLayout();
  if (SizeOf(o, layout) < kWordBytes || IsOfLocal(o.address)) return false;
  if (o.type == nullptr) return WhatTbaaSays(i) != Said::kNumber;
  if (ContainsReference(o.type) && !i.hasMetadata(kCopyMetadata)) return true;
  if (o.mask != nullptr &&
      layout.getTypeStoreSize(o.type->getScalarType()) < kWordBytes) {
    return false;
  }
  switch (WhatTbaaSays(i)) {
    case Said::kNumber:
      return false;
    case Said::kPointer:
      return !IsPlainPointer(o.type);
    case Said::kNothing:
      return true;
  }
}

bool MayOverwriteReference(Instruction& i) {
  return llvm::any_of(OverwritesOf(i), [&](const Overwrite& o) {
    return MayOverwriteReference(i, o);
  });
}

Instruction* Allocation(Value* object) {
  auto* call = llvm::dyn_cast<llvm::CallInst>(object);
  if (call == nullptr) return nullptr;
  const Function* f = NamedCallee(*call);
  if (f == nullptr || !f->isDeclaration()) return nullptr;
  return llvm::StringSwitch<Instruction*>(f->getName())
      .Cases("pag_alloc", "pag_alloc_array", "pag_alloc_bytes", "pag_try_alloc",
             call)
      .Default(nullptr);
}

bool IsOfNewObject(Instruction& i, const Overwrite& o,
                   const SafepointMap& safepoints) {
  if (!o.address->getType()->isPointerTy()) return false;
  Instruction* allocation =
      Allocation(llvm::getUnderlyingObject(o.address, /*MaxLookup=*/0));
  if (allocation == nullptr) return false;
  LiveRange range(safepoints, allocation, *i.getFunction());
  range.AddUse(&i);
  return !range.Separated(&i);
}

// The outputs of inline assembly that are in memory and said to be references.
void AddOutputs(llvm::CallBase& call, llvm::SmallVectorImpl<Overwrite>& all) {
  for (unsigned n = 0; n < call.arg_size(); ++n) {
    Type* type = call.getParamElementType(n);
    if (type == nullptr || !ContainsReference(type)) continue;
    all.push_back({.address = call.getArgOperand(n),
                   .type = type,
                   .alignment = llvm::Align(kWordBytes)});
  }
}

void AddIntrinsic(llvm::IntrinsicInst& i,
                  llvm::SmallVectorImpl<Overwrite>& all) {
  if (auto* bytes = llvm::dyn_cast<llvm::AnyMemIntrinsic>(&i)) {
    all.push_back({.address = bytes->getRawDest(),
                   .bytes = bytes->getLength(),
                   .alignment = bytes->getDestAlign().valueOrOne()});
    return;
  }
  const llvm::Intrinsic::ID id = i.getIntrinsicID();
  const bool compressed = id == llvm::Intrinsic::masked_compressstore;
  if (!compressed && id != llvm::Intrinsic::masked_store &&
      id != llvm::Intrinsic::masked_scatter) {
    return;
  }
  all.push_back({.address = i.getArgOperand(1),
                 .type = i.getArgOperand(0)->getType(),
                 .alignment = llvm::Align(),
                 .mask = i.getArgOperand(compressed ? 2 : 3),
                 .compressed = compressed});
}

}  // namespace

llvm::SmallVector<Overwrite, 1> OverwritesOf(Instruction& i) {
  llvm::SmallVector<Overwrite, 1> all;
  if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&i)) {
    all.push_back({.address = store->getPointerOperand(),
                   .type = store->getValueOperand()->getType(),
                   .alignment = store->getAlign()});
  } else if (auto* rmw = llvm::dyn_cast<llvm::AtomicRMWInst>(&i)) {
    all.push_back({.address = rmw->getPointerOperand(),
                   .type = rmw->getValOperand()->getType(),
                   .alignment = rmw->getAlign()});
  } else if (auto* exchange = llvm::dyn_cast<llvm::AtomicCmpXchgInst>(&i)) {
    all.push_back({.address = exchange->getPointerOperand(),
                   .type = exchange->getNewValOperand()->getType(),
                   .alignment = exchange->getAlign()});
  } else if (auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&i)) {
    AddIntrinsic(*intrinsic, all);
  } else if (auto* call = llvm::dyn_cast<llvm::CallBase>(&i);
             call != nullptr && call->isInlineAsm()) {
    AddOutputs(*call, all);
  }
  return all;
}

bool IsOfLocal(const Value* address) {
  if (!address->getType()->isPointerTy()) return false;
  llvm::SmallVector<const Value*, 4> objects;
  llvm::getUnderlyingObjects(address, objects, nullptr, /*MaxLookup=*/0);
  return llvm::all_of(objects, [](const Value* object) {
    return llvm::isa<llvm::AllocaInst, llvm::ConstantPointerNull,
                     llvm::UndefValue>(object);
  });
}

bool OverwritesReferences(Function& f) {
  return llvm::any_of(llvm::instructions(f),
                      [](Instruction& i) { return MayOverwriteReference(i); });
}

void MarkOverwrites(Function& f) {
  const SafepointMap safepoints(f);
  for (Instruction& i : llvm::instructions(f)) {
    if (llvm::any_of(OverwritesOf(i), [&](const Overwrite& o) {
          return MayOverwriteReference(i, o) &&
                 !IsOfNewObject(i, o, safepoints);
        })) {
      i.setMetadata(kOverwriteMetadata, llvm::MDNode::get(f.getContext(), {}));
    }
  }
}

bool IsMarkedOverwrite(const Instruction& i) {
  return i.hasMetadata(kOverwriteMetadata);
}

}  // namespace pagurus
