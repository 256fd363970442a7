// Where in a function its pinned locals need memory.
//
// An allocation at entry and a release at every return are always right, but a
// function that needs a pinned local on one rare path would pay for it on
// every call, and could make no tail call.  Where they are used, and what the
// lifetime markers of the front end say, tell more:
//
//        entry ──► return          costs nothing
//          │
//          ▼  begin                one place that dominates every use, outside
//        &local …                  all loops
//          │
//          ▼  releases             on every way out of the part in which a
//        tail call, return         local is, or may again be, alive
#ifndef PAGURUS_COMPILER_IR_PIN_REGION_H_
#define PAGURUS_COMPILER_IR_PIN_REGION_H_

#include <optional>

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

struct PinRegion {
  // The locals are allocated in front of `begin` and released in front of each
  // of `releases`.  On every path from `begin` to a return exactly one release
  // is passed; no path comes back to `begin` before that.
  llvm::Instruction* begin;
  llvm::SmallVector<llvm::Instruction*, 4> releases;
};

// The region of `locals`, static allocas of `f` that still have their lifetime
// markers (one without lives from entry to return); splits edges where a
// release needs a place.  None where control may go unseen ways, by setjmp or
// a computed goto out of the region: the locals then have memory from entry to
// return.
std::optional<PinRegion> FindPinRegion(
    llvm::Function& f, llvm::ArrayRef<llvm::AllocaInst*> locals);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_PIN_REGION_H_
