// A local or a variable is searched for references where its type says that
// they are.  The type that C gives a union, or storage that C++ constructs
// objects in, may say nothing: an access to a reference there is refused, in
// the function that has the local, or in one that has been given its address.
//
// Of each pointer parameter: the places, counted from where it points, at which
// references are accessed through it, there or further down.  Calls carry them
// back to what they pass, until nothing new turns up.
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"

namespace pagurus {

namespace {

using llvm::Argument;
using llvm::Function;
using llvm::Instruction;
using llvm::Value;

// Bytes from the start of an object; none: somewhere in it.
using Place = std::optional<int64_t>;

// Of a recursion that moves on each time.
constexpr unsigned kMostPlaces = 64;

class Places {
 public:
  Places(const llvm::Module& m, Refusals& refusals)
      : layout_(m.getDataLayout()), refusals_(refusals) {
    for (const Function& f : m) {
      if (!IsManagedDefinition(f)) continue;
      for (const Instruction& i : llvm::instructions(f)) {
        if (const auto* call = llvm::dyn_cast<llvm::CallBase>(&i)) {
          AddCall(*call);
        } else if (const Value* address = AccessedReference(i)) {
          Add(i, address, 0);
        }
      }
    }
    for (size_t n = 0; n < work_.size(); ++n) {
      const auto [parameter, place] = work_[n];
      for (auto [call, argument] : calls_[parameter]) {
        Add(*call, argument, place);
      }
    }
  }

 private:
  // The address, if `i` loads or stores a reference.
  static const Value* AccessedReference(const Instruction& i) {
    if (i.hasMetadata(kCopyMetadata)) return nullptr;
    const llvm::Type* type = i.getType();
    if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(&i)) {
      type = store->getValueOperand()->getType();
    }
    return IsReference(type) ? llvm::getLoadStorePointerOperand(&i) : nullptr;
  }

  // Whatever definition the linker takes, it is written for the same memory.
  void AddCall(const llvm::CallBase& call) {
    const auto* callee =
        llvm::dyn_cast<Function>(call.getCalledOperand()->stripPointerCasts());
    if (callee == nullptr || !IsManagedDefinition(*callee)) return;
    for (const Argument& a : callee->args()) {
      if (a.getArgNo() >= call.arg_size()) break;
      const Value* argument = call.getArgOperand(a.getArgNo());
      if (a.getType()->isPointerTy() && argument->getType()->isPointerTy()) {
        calls_[&a].push_back({&call, argument});
      }
    }
  }

  // A reference is accessed `place` bytes behind `address`, by `at`.
  void Add(const Instruction& at, const Value* address, Place place) {
    llvm::SmallVector<const Value*, 4> objects;
    llvm::getUnderlyingObjects(address, objects, nullptr, /*MaxLookup=*/0);
    for (const Value* object : objects) {
      llvm::APInt offset(layout_.getIndexTypeSizeInBits(address->getType()), 0);
      const bool constant =
          address->stripAndAccumulateConstantOffsets(
              layout_, offset, /*AllowNonInbounds=*/true) == object;
      const Place there = constant && place
                              ? Place(*place + offset.getSExtValue())
                              : std::nullopt;
      if (const auto* parameter = llvm::dyn_cast<Argument>(object)) {
        AddParameter(*parameter, there);
      } else {
        Check(at, *object, there);
      }
    }
  }

  void AddParameter(const Argument& parameter, Place place) {
    std::set<Place>& places = places_[&parameter];
    if (places.size() >= kMostPlaces) place = std::nullopt;
    if (places.insert(place).second) work_.push_back({&parameter, place});
  }

  void Check(const Instruction& at, const Value& object, Place place) {
    llvm::Type* held = nullptr;
    if (const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&object)) {
      held = alloca->getAllocatedType();
    } else if (const auto* v = llvm::dyn_cast<llvm::GlobalVariable>(&object)) {
      if (!v->isConstant()) held = v->getValueType();
    }
    llvm::BitVector words;
    if (held == nullptr ||
        (ContainsReference(held) && !ReferenceWords(held, layout_, words))) {
      return;
    }
    bool known = words.any();
    if (known && place) {
      // Of an array of locals any element.
      const uint64_t size = layout_.getTypeAllocSize(held);
      const uint64_t offset = static_cast<uint64_t>(*place) % size;
      known = offset % 8 == 0 && words.test(offset / 8);
    }
    if (known || !refused_.insert(&at).second) return;
    refusals_.Add(at,
                  "a reference in a local or variable whose type has none "
                  "there (a union?), where it is not followed; let the "
                  "reference be the union's first member");
  }

  const llvm::DataLayout& layout_;
  Refusals& refusals_;
  std::map<const Argument*,
           std::vector<std::pair<const llvm::CallBase*, const Value*>>>
      calls_;
  std::map<const Argument*, std::set<Place>> places_;
  std::vector<std::pair<const Argument*, Place>> work_;
  std::set<const Instruction*> refused_;
};

}  // namespace

void RefuseHiddenReferences(const llvm::Module& m, Refusals& refusals) {
  Places(m, refusals);
}

}  // namespace pagurus
