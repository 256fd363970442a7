// Proves what homing claims (I1), by a data flow of its own over the result.
// Runs always: a function that cannot be proved right is an internal error.
#ifndef PAGURUS_COMPILER_IR_CHECK_HOMING_H_
#define PAGURUS_COMPILER_IR_CHECK_HOMING_H_

#include "absl/status/status.h"
#include "compiler/ir/escape.h"
#include "compiler/ir/homing.h"
#include "llvm/IR/Function.h"

namespace pagurus {

// Checks that in `f`
//  - every value that may point into the stack, other than a local's address
//    itself, is used only on paths without a safepoint since its definition;
//  - every reload finds the base in its home that homing put there, on all
//    paths;
//  - such values go nowhere but to loads, stores, homes, tracked parameters and
//    routines that do not keep them.
absl::Status CheckHoming(llvm::Function& f, const EscapeAnalysis& escape,
                         const Homing& homing);

// The same of heap references: every one, and whatever it is a part of, is used
// only on paths without a safepoint since its definition; every reload finds
// its base; every argument has its marker.  InvalidArgument if an aggregate
// lives across a safepoint, which homing does not do anything about.
absl::Status CheckReferences(llvm::Function& f, const Homing& homing);

// Checks that the entry map will know every tracked argument of `f` that is
// used: it has its marker, in the entry block and before any safepoint.
absl::Status CheckEntryMarkers(const llvm::Function& f,
                               const EscapeAnalysis& escape);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_CHECK_HOMING_H_
