// Nothing in a managed frame is aligned beyond 16 bytes (I3: no realignment).
#ifndef PAGURUS_COMPILER_MACHINE_X86_ALIGNMENT_H_
#define PAGURUS_COMPILER_MACHINE_X86_ALIGNMENT_H_

#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// Makes the vector moves of `mf` that demand an alignment of 32 bytes or more
// ones that do not.  The calling convention promises such alignment for vector
// arguments on the stack, and instruction selection relies on it on both sides
// of a call; locals with such alignment are pinned.  On aligned addresses both
// forms cost the same.
void DropVectorAlignment(llvm::MachineFunction& mf);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_ALIGNMENT_H_
