// The guard word: what a prologue check compares SP with.
//
// One comparison finds out two things: whether the frame fits, and whether this
// is managed code at all (a function that native code calls must go through
// __pag_callback first).  So the word is the guard, biased by 2^63:
//
//   0  1          2^47                2^63      2^63 + 2^47          2^64
//   |  |  addresses |      nothing      |  guards, biased |   nothing  |
//   |  poison                           unlimited
//   native
//
// A check passes when `SP − word` overflows as a signed number, that is, when
// the true difference of the two is not in [−2^63, 2^63):
//
//   word = guard + 2^63    as a signed number guard − 2^63, so the difference
//                          is SP − guard + 2^63: out of range iff SP >= guard
//   word = 0 or 1          the difference lies in [−1, 2^63): never passes
//
// (SP is a user address, 0 <= SP < 2^63.)  A large frame compares SP − size
// with size <= 2^31.  Should that be negative, it is, as a signed number, in
// [−2^31, 0): a biased guard gives a difference of less than 2^63, poison and 0
// one of at least −2^31 − 1.  Neither overflows: the check fails (I10).
//
// Nobody but the thread itself makes the word 0 or something else than 0;
// others may poison a word that is not 0.  So a check that has failed may look
// whether the word is 0 (x86_entry.h), and must not conclude anything else from
// a second look.
#ifndef PAGURUS_ARCH_X86_64_GUARD_H_
#define PAGURUS_ARCH_X86_64_GUARD_H_

#include <stdint.h>

#include "arch/x86_64/offsets.h"

namespace pagurus {

// The thread runs native code, or has never run managed code.
inline constexpr uintptr_t kGuardNative = 0;
// Every check fails.
inline constexpr uintptr_t kGuardPoison = PAG_GUARD_POISON;

// The word with which checks pass when SP >= `guard`, an address; 0: always.
constexpr uintptr_t GuardWord(uintptr_t guard) {
  return guard + (uintptr_t{1} << 63);
}

inline uintptr_t LoadGuard() {
  uintptr_t value;
  asm volatile("movq %%fs:%c1, %0" : "=r"(value) : "i"(PAG_GUARD) : "memory");
  return value;
}

inline void StoreGuard(uintptr_t value) {
  asm volatile("movq %0, %%fs:%c1" ::"r"(value), "i"(PAG_GUARD) : "memory");
}

// The calling thread's guard word, for other threads.
inline uintptr_t* GuardWordAddress() {
  uintptr_t thread;
  asm("movq %%fs:0, %0" : "=r"(thread));  // the thread pointer points to itself
  return reinterpret_cast<uintptr_t*>(thread + PAG_GUARD);
}

inline uintptr_t LoadGuardOf(const uintptr_t* word) {
  return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

// Makes the next check of another thread's managed code fail.  No effect on a
// thread in native code, or if it leaves what it runs at this moment.
inline void PoisonGuard(uintptr_t* word) {
  uintptr_t seen = __atomic_load_n(word, __ATOMIC_RELAXED);
  while (seen != kGuardNative && seen != kGuardPoison &&
         !__atomic_compare_exchange_n(word, &seen, kGuardPoison, false,
                                      __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
  }
}

}  // namespace pagurus

#endif  // PAGURUS_ARCH_X86_64_GUARD_H_
