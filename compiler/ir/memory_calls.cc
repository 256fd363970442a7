// Where builtins are off (-fno-builtin), and where sizes are checked
// (_FORTIFY_SOURCE), copying memory is a call of a library function, so it
// would go through a gate: a collection could begin while native code
// overwrites references, behind the test for it.  The names are reserved, and
// what they do is known, so in modules with references they are done in
// managed code; only a failed check still calls the library, to die.  The
// program's own memcpy is called by its callers' intrinsics, too: it relies on
// them to note (leaf_definition.h).
#include <optional>

#include "compiler/ir/calls.h"
#include "compiler/ir/leaf_definition.h"
#include "compiler/ir/overwrites.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

namespace pagurus {

namespace {

using llvm::CallInst;
using llvm::Function;
using llvm::Value;

// kClearSurely: nobody may find that what it writes is never read.
enum class Does { kCopy, kMove, kFill, kClear, kClearSurely };

struct MemoryCall {
  llvm::StringRef name;
  Does does;
  bool from_first = false;   // (from, to) instead of (to, from)
  bool returns_end = false;  // what it returns is behind the last byte
};

constexpr MemoryCall kMemoryCalls[] = {
    {"memcpy", Does::kCopy},
    {"memmove", Does::kMove},
    {"memset", Does::kFill},
    {"mempcpy", Does::kCopy, false, true},
    {"bcopy", Does::kMove, true},
    {"bzero", Does::kClear},
    {"explicit_bzero", Does::kClearSurely},
};

bool Clears(const MemoryCall& call) {
  return call.does == Does::kClear || call.does == Does::kClearSurely;
}

struct Found {
  const MemoryCall* call;
  bool checked;
};

std::optional<Found> Find(const CallInst& call) {
  const Function* f = NamedCallee(call);
  if (f == nullptr || (!f->isDeclaration() && !IsLeafDefinition(*f)) ||
      f->isIntrinsic() || f->getFunctionType() != call.getFunctionType()) {
    return std::nullopt;
  }
  llvm::StringRef name = f->getName();
  const bool checked = name.consume_front("__") && name.consume_back("_chk");
  if (!checked) name = f->getName();
  const auto* found = llvm::find_if(kMemoryCalls, [&](const MemoryCall& known) {
    return known.name == name;
  });
  if (found == std::end(kMemoryCalls)) return std::nullopt;
  std::string kinds = Clears(*found)               ? "pz"
                      : found->does == Does::kFill ? "piz"
                                                   : "ppz";
  if (checked) kinds += 'z';
  if (call.arg_size() != kinds.size() || f->isVarArg()) return std::nullopt;
  for (unsigned n = 0; n < kinds.size(); ++n) {
    const llvm::Type* type = call.getArgOperand(n)->getType();
    if (kinds[n] == 'p' ? !type->isPointerTy()
                        : !type->isIntegerTy(kinds[n] == 'i' ? 32 : 64)) {
      return std::nullopt;
    }
  }
  if (!call.getType()->isVoidTy() &&
      call.getType() != call.getArgOperand(0)->getType()) {
    return std::nullopt;
  }
  return Found{found, checked};
}

void Lower(CallInst& call, const Found& found) {
  const MemoryCall& known = *found.call;
  const unsigned n_bytes = Clears(known) ? 1 : 2;
  Value* bytes = call.getArgOperand(n_bytes);
  Value* to = call.getArgOperand(known.from_first ? 1 : 0);
  llvm::IRBuilder<> b(&call);
  if (found.checked) {
    Value* room = call.getArgOperand(n_bytes + 1);
    // All ones: it is not known how much room there is.
    const auto* known_room = llvm::dyn_cast<llvm::ConstantInt>(room);
    if (known_room == nullptr || !known_room->isMinusOne()) {
      Value* too_small = b.CreateICmpUGT(bytes, room);
      llvm::Instruction* dies = llvm::SplitBlockAndInsertIfThen(
          too_small, call.getIterator(), /*Unreachable=*/true);
      auto* check = llvm::cast<CallInst>(call.clone());
      check->insertBefore(dies);
      check->setDoesNotReturn();
      check->setTailCall(false);
      b.SetInsertPoint(&call);
    }
  }
  const llvm::MaybeAlign any;
  switch (known.does) {
    case Does::kCopy:
      b.CreateMemCpy(to, any, call.getArgOperand(1), any, bytes);
      break;
    case Does::kMove:
      b.CreateMemMove(to, any, call.getArgOperand(known.from_first ? 0 : 1),
                      any, bytes);
      break;
    case Does::kFill:
      b.CreateMemSet(to, b.CreateTrunc(call.getArgOperand(1), b.getInt8Ty()),
                     bytes, any);
      break;
    case Does::kClear:
    case Does::kClearSurely:
      b.CreateMemSet(to, b.getInt8(0), bytes, any,
                     /*isVolatile=*/known.does == Does::kClearSurely);
      break;
  }
  if (!call.use_empty()) {
    call.replaceAllUsesWith(
        known.returns_end ? b.CreateGEP(b.getInt8Ty(), to, bytes) : to);
  }
  call.eraseFromParent();
}

}  // namespace

void LowerMemoryCalls(llvm::Module& m) {
  for (Function& f : m) {
    if (!IsManagedDefinition(f)) continue;
    llvm::SmallVector<std::pair<CallInst*, Found>, 8> calls;
    for (llvm::Instruction& i : llvm::instructions(f)) {
      auto* call = llvm::dyn_cast<CallInst>(&i);
      if (call == nullptr || call->isMustTailCall()) continue;
      if (std::optional<Found> found = Find(*call)) {
        calls.push_back({call, *found});
      }
    }
    for (auto [call, found] : calls) Lower(*call, found);
  }
}

}  // namespace pagurus
