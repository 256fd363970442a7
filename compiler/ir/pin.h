// Pass "pin": locals that cannot stay in a frame that moves go to the
// goroutine's pinned arena, which never moves.
#ifndef PAGURUS_COMPILER_IR_PIN_H_
#define PAGURUS_COMPILER_IR_PIN_H_

#include "compiler/ir/diagnostics.h"
#include "compiler/ir/escape.h"
#include "llvm/IR/Module.h"

namespace pagurus {

// Moves every local that `escape` does not call movable into the arena: all
// static ones of a function in one block, allocated for their region
// (pin_region.h); dynamic ones where they stand.  stacksave and stackrestore
// become marks of the arena.  At va_start, copies the variadic arguments there
// (varargs.h).  The arena is released at every return.  Adjusts the functions'
// tail marks.
//
// With `remarks`, says of each local where it lives and why.
//
// Variadic functions are replaced (they get a parameter); the parameters that
// `escape` tracks are not theirs, so its answers stay valid.
void PinLocals(llvm::Module& m, const EscapeAnalysis& escape, bool remarks,
               Refusals& refusals);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_PIN_H_
