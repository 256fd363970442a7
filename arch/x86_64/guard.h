// C++ access to the guard word (docs/abi.md, section 1).
#ifndef PAGURUS_ARCH_X86_64_GUARD_H_
#define PAGURUS_ARCH_X86_64_GUARD_H_

#include <stdint.h>

#include "arch/x86_64/offsets.h"

namespace pagurus {

inline uintptr_t LoadGuard() {
  uintptr_t value;
  asm volatile("movq %%fs:%c1, %0" : "=r"(value) : "i"(PAG_GUARD) : "memory");
  return value;
}

inline void StoreGuard(uintptr_t value) {
  asm volatile("movq %0, %%fs:%c1" ::"r"(value), "i"(PAG_GUARD) : "memory");
}

}  // namespace pagurus

#endif  // PAGURUS_ARCH_X86_64_GUARD_H_
