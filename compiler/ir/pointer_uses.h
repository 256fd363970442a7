// What happens to one pointer inside one function: every use of it and of all
// pointers computed from it, classified.
#ifndef PAGURUS_COMPILER_IR_POINTER_USES_H_
#define PAGURUS_COMPILER_IR_POINTER_USES_H_

#include <optional>
#include <string>

#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

// A use after which a pointer may be anywhere.
struct Escape {
  const llvm::Instruction* at = nullptr;
  // Reads on after "its address " / "it ".
  std::string reason;
};

// A call that passes the pointer to a parameter of an exact definition: fine
// if that parameter does not escape there.
struct PointerFlow {
  llvm::CallBase* call;
  llvm::Argument* parameter;
};

struct PointerUses {
  std::optional<Escape> escape;  // the first one found
  llvm::SmallVector<PointerFlow, 4> flows;
};

// Follows `root` (an alloca or a parameter) through GEP, phi, select and
// freeze.  Anything that is not known to leave the pointer alone is an escape.
PointerUses ClassifyUses(llvm::Value& root);

// True if `i` computes a pointer from a pointer operand and is followed by
// ClassifyUses; homing can rebuild such a value from a base and an offset.
bool PassesPointerOn(const llvm::Instruction& i);

// True if all uses of `cast` stay right when the stack moves: differences of
// two addresses in one object, or that serve as a distance only; comparisons;
// and tests of low bits (stack tops are congruent modulo 1 KiB).
bool HasOnlyHarmlessUses(const llvm::PtrToIntInst& cast);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_POINTER_USES_H_
