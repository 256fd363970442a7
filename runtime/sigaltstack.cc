// sigaltstack, interposed: a program that switches its signal stack off gets
// the M's own instead, because without one a handler would run on a goroutine's
// stack.  It is told what it asked for.
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch/context.h"
#include "runtime/m.h"

namespace pagurus {
namespace {

bool IsOurs(const stack_t& stack) {
  const M* m = pag_tls.m;
  return m != nullptr &&
         reinterpret_cast<uintptr_t>(stack.ss_sp) == m->signal_stack_lo;
}

long Set(const stack_t* set, stack_t* old) {
  return syscall(SYS_sigaltstack, set, old);
}

}  // namespace

void UseSignalStack() {
  stack_t old;
  if (Set(nullptr, &old) != 0 || (old.ss_flags & SS_DISABLE) == 0) {
    return;  // the program has its own
  }
  const M* m = pag_tls.m;
  stack_t ours{};
  ours.ss_sp = reinterpret_cast<void*>(m->signal_stack_lo);
  ours.ss_size = m->signal_stack_hi - m->signal_stack_lo;
  Set(&ours, nullptr);
}

void LeaveSignalStack() {
  stack_t current;
  if (Set(nullptr, &current) != 0 || !IsOurs(current)) return;
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  Set(&none, nullptr);
}

}  // namespace pagurus

extern "C" __attribute__((visibility("default"))) int sigaltstack(
    const stack_t* set, stack_t* old) noexcept {
  stack_t before;
  if (pagurus::Set(set, &before) != 0) return -1;
  if (set != nullptr && (set->ss_flags & SS_DISABLE) != 0 &&
      pag_tls.m != nullptr) {
    pagurus::UseSignalStack();
  }
  if (old != nullptr) {
    *old = before;
    if (pagurus::IsOurs(before) && (before.ss_flags & SS_ONSTACK) == 0) {
      *old = stack_t{};
      old->ss_flags = SS_DISABLE;
    }
  }
  return 0;
}

extern "C" {
extern const char __pag_has_sigaltstack;
const char __pag_has_sigaltstack = 0;  // abi.cc
}
