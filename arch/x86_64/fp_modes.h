// The floating-point control words: rounding, exceptions, precision.  They
// belong to the goroutine, as the ABI has them preserved across calls.
#ifndef PAGURUS_ARCH_X86_64_FP_MODES_H_
#define PAGURUS_ARCH_X86_64_FP_MODES_H_

#include <stdint.h>

namespace pagurus {

struct FpModes {
  uint32_t mxcsr;
  uint16_t fpucw;
};

inline void SaveFpModes(FpModes* modes) {
  asm volatile("stmxcsr %0\n\tfnstcw %1"
               : "=m"(modes->mxcsr), "=m"(modes->fpucw));
}

inline void RestoreFpModes(const FpModes& modes) {
  asm volatile("ldmxcsr %0\n\tfldcw %1" ::"m"(modes.mxcsr), "m"(modes.fpucw));
}

}  // namespace pagurus

#endif  // PAGURUS_ARCH_X86_64_FP_MODES_H_
