// What the assembly has to know about this CPU.
#ifndef PAGURUS_ARCH_CPU_H_
#define PAGURUS_ARCH_CPU_H_

namespace pagurus {

// Finds out how wide the argument vector registers are that a move must save.
// Before any managed code runs.
void DetectVectorWidth();

// In a loop that waits for another thread.
inline void CpuRelax() { __builtin_ia32_pause(); }

}  // namespace pagurus

#endif  // PAGURUS_ARCH_CPU_H_
