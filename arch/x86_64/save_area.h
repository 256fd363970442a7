// The registers that hold a function's arguments while its stack moves, as
// SAVE_REGISTERS (macros.h) lays them out on the system stack.
#ifndef PAGURUS_ARCH_X86_64_SAVE_AREA_H_
#define PAGURUS_ARCH_X86_64_SAVE_AREA_H_

#include <stddef.h>
#include <stdint.h>

#include "arch/x86_64/offsets.h"

namespace pagurus {

struct SaveArea {
  uintptr_t sp;  // the goroutine's; the word there returns into its function
  uintptr_t rax, rbx, rcx, rdx, rsi, rdi, rbp, r8, r9, r10, r12, r13, r14, r15;
  uint64_t vector_mask;  // what was saved: XCR0 bits 2 (ymm) and 6 (zmm)
  uint8_t vectors[8][PAG_SAVE_VECTOR_STRIDE];

  // The argument register of bit `i` of a frame record's entry registers.
  uintptr_t* EntryReg(unsigned i) {
    uintptr_t* const registers[] = {&rdi, &rsi, &rdx, &rcx, &r8, &r9};
    return registers[i];
  }
};

static_assert(offsetof(SaveArea, sp) == PAG_SAVE_SP);
static_assert(offsetof(SaveArea, rax) == PAG_SAVE_RAX);
static_assert(offsetof(SaveArea, rdi) == PAG_SAVE_RDI);
static_assert(offsetof(SaveArea, r10) == PAG_SAVE_R10);
static_assert(offsetof(SaveArea, r15) == PAG_SAVE_R15);
static_assert(offsetof(SaveArea, vector_mask) == PAG_SAVE_VECTOR_MASK);
static_assert(offsetof(SaveArea, vectors) == PAG_SAVE_VECTORS);
static_assert(sizeof(SaveArea) == PAG_SAVE_SIZE);

}  // namespace pagurus

#endif  // PAGURUS_ARCH_X86_64_SAVE_AREA_H_
