// The last step of homing: what is computed from addresses and is none itself
// is finished where it stands.
#ifndef PAGURUS_COMPILER_IR_DIFFERENCES_H_
#define PAGURUS_COMPILER_IR_DIFFERENCES_H_

#include "llvm/ADT/ArrayRef.h"
#include "llvm/IR/Value.h"

namespace pagurus {

// A difference of two addresses survives a move, but only as a whole.
// Instruction selection would make `(p - q) + n` into `(p + n) - q`, narrow it,
// or compute it behind a call, and so keep a part of it that does not.  An
// empty inline assembly after each difference of pointers that come from
// `sources` (locals, parameters, reloads) forbids that and costs nothing.
//
// So are the low bits of an address: selection would make a choice between
// `p & 3` and 0 into `p & mask`.  If they are only compared, as in a test of
// alignment, they are treated like a comparison.
//
// Comparisons of addresses are fenced where a safepoint follows in their block:
// selection puts a comparison in front of what uses it, and one of two
// addresses may be old there and the other new.
//
// A choice between two addresses depends on no call that precedes it in its
// block, so selection may make it in front of that call, where it cannot be
// made again for the use behind: its condition is fenced.  So is that of a
// choice between two words loaded through such addresses, which selection turns
// into one load through a choice.
void FenceDifferences(llvm::ArrayRef<llvm::Value*> sources);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_DIFFERENCES_H_
