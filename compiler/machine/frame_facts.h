// What the frame verifier is told about a function: what its stack map will
// say (docs/stackmap-format.md).
#ifndef PAGURUS_COMPILER_MACHINE_FRAME_FACTS_H_
#define PAGURUS_COMPILER_MACHINE_FRAME_FACTS_H_

#include <cstdint>

#include "llvm/ADT/SmallVector.h"
#include "llvm/MC/MCRegister.h"

namespace pagurus {

struct FrameFacts {
  // At every safepoint, CFA − 8 − SP.
  int64_t frame_size = 0;
  // From SP at safepoints to the first home.
  int64_t homes_sp_offset = 0;
  unsigned nhomes = 0;
  // Argument registers that may point into the stack.
  llvm::SmallVector<llvm::MCRegister, 6> entry_regs;
  // Offsets from the CFA of stack arguments that may.
  llvm::SmallVector<int64_t, 2> entry_stack_args;
  // The same for heap references.
  llvm::SmallVector<llvm::MCRegister, 6> entry_ref_regs;
  llvm::SmallVector<int64_t, 2> entry_ref_args;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_FRAME_FACTS_H_
