// An atomic operation on an object that no instruction of the machine can
// handle (16 bytes without -mcx16, more, or not aligned) is a call of
// libatomic, behind a gate.  A collection could begin while that native code
// overwrites references, and nothing would be noted (H6); so it is refused,
// unless what it overwrites lies in locals, or is less than a word.
//
//     __atomic_store_16(object, value, order)              sizes 1 to 16
//     __atomic_store(size, object, &value, order)          any size
//
// A type is not known any more: `_Atomic __int128` is refused as well. Fetching
// operations (__atomic_fetch_add_16) are of numbers.
#include <cstdint>

#include "compiler/ir/calls.h"
#include "compiler/ir/overwrites.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

namespace {

using llvm::CallBase;
using llvm::Function;
using llvm::StringRef;
using llvm::Value;

constexpr uint64_t kWordBytes = 8;

// Which arguments are the addresses of what is overwritten, one bit each: of
// the form with the size in its name, and of the one with the size in front.
struct AtomicCall {
  StringRef name;
  unsigned sized, any_size;
};

constexpr AtomicCall kAtomicCalls[] = {
    {"__atomic_load", 0, 1u << 2},
    {"__atomic_store", 1u << 0, 1u << 1},
    {"__atomic_exchange", 1u << 0, 1u << 1 | 1u << 3},
    {"__atomic_compare_exchange", 1u << 0 | 1u << 1, 1u << 1 | 1u << 2},
};

bool MayOverwriteReference(const CallBase& call, unsigned addresses) {
  for (unsigned n = 0; n < call.arg_size(); ++n) {
    const Value* argument = call.getArgOperand(n);
    if ((addresses >> n & 1) && argument->getType()->isPointerTy() &&
        !IsOfLocal(argument)) {
      return true;
    }
  }
  return false;
}

bool MayOverwriteReference(const CallBase& call) {
  const Function* f = NamedCallee(call);
  if (f == nullptr || !f->isDeclaration() || call.arg_size() == 0) return false;
  StringRef name = f->getName();
  for (const AtomicCall& known : kAtomicCalls) {
    StringRef rest = name;
    if (!rest.consume_front(known.name)) continue;
    if (rest.empty()) {
      const auto* size =
          llvm::dyn_cast<llvm::ConstantInt>(call.getArgOperand(0));
      if (size != nullptr && size->getZExtValue() < kWordBytes) return false;
      return MayOverwriteReference(call, known.any_size);
    }
    uint64_t size;
    if (!rest.consume_front("_") || rest.getAsInteger(10, size)) continue;
    return size >= kWordBytes && MayOverwriteReference(call, known.sized);
  }
  return false;
}

}  // namespace

void RefuseAtomicCalls(const llvm::Module& m, Refusals& refusals) {
  for (const Function& f : m) {
    if (!IsManagedDefinition(f)) continue;
    for (const llvm::Instruction& i : llvm::instructions(f)) {
      const auto* call = llvm::dyn_cast<CallBase>(&i);
      if (call == nullptr || !MayOverwriteReference(*call)) continue;
      refusals.Add(i,
                   "an atomic operation on an object that may hold references "
                   "is a library call, in the midst of which a collection may "
                   "begin (H6); use objects of 8 bytes, of 16 with -mcx16, or "
                   "a mutex");
    }
  }
}

}  // namespace pagurus
