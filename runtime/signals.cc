// Signal handlers (sigaction and signal are interposed).
//
// A handler must not run on a goroutine's stack, so SA_ONSTACK is forced.  A
// handler may be managed code, and it may have interrupted anything: managed
// code, a gate half-way through, the mover.  So it does not run as that code:
// the trampoline makes the thread look like one in native code that has no
// goroutine stack to switch from, with a G of its own (m.h says why), runs the
// handler, which comes in as a callback if it is managed, and puts everything
// back.  A handler that leaves by siglongjmp needs no putting back: longjmp
// restores absolutely.
#include <errno.h>
#include <signal.h>

#include "arch/entries.h"
#include "runtime/m.h"

// The C library's own, which ours stand before.
extern "C" int __sigaction(int, const struct sigaction*,
                           struct sigaction*) noexcept;

namespace pagurus {
namespace {

// What the program asked for, by signal; sa_flags as it gave them.
constinit struct sigaction actions[NSIG] = {};

using InfoHandler = void (*)(int, siginfo_t*, void*);

// A plain handler is called with two arguments more than it has, as the kernel
// would call it.
__attribute__((no_sanitize("function"))) void Trampoline(int sig,
                                                         siginfo_t* info,
                                                         void* context) {
  SanitizerSignalScope scope;
  const uintptr_t guard = LoadGuard();
  ThreadState& tls = pag_tls;
  const uintptr_t sys_sp = tls.sys_sp;
  G* const g = tls.g;
  M* const m = tls.m;
  StoreGuard(kGuardNative);
  tls.sys_sp = 0;
  if (m != nullptr) tls.g = &m->signal_g;
  actions[sig].sa_sigaction(sig, info, context);
  if (m != nullptr) tls.g = g;
  tls.sys_sp = sys_sp;
  StoreGuard(guard);
}

bool IsHandler(const struct sigaction& action) {
  return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

int SetAction(int sig, const struct sigaction* action, struct sigaction* old) {
  if (sig <= 0 || sig >= NSIG) {
    errno = EINVAL;
    return -1;
  }
  const struct sigaction before = actions[sig];
  struct sigaction ours;
  if (action != nullptr) {
    ours = *action;
    if (IsHandler(*action)) {
      actions[sig] = *action;
      ours.sa_sigaction = Trampoline;
      ours.sa_flags |= SA_ONSTACK | SA_SIGINFO;
    }
  }
  struct sigaction previous;
  if (__sigaction(sig, action == nullptr ? nullptr : &ours, &previous) != 0) {
    actions[sig] = before;
    return -1;
  }
  if (old != nullptr) {
    *old = previous.sa_sigaction == Trampoline ? before : previous;
  }
  return 0;
}

}  // namespace
}  // namespace pagurus

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API int sigaction(int sig, const struct sigaction* action,
                          struct sigaction* old) noexcept {
  return pagurus::SetAction(sig, action, old);
}

PAGURUS_API sighandler_t signal(int sig, sighandler_t handler) noexcept {
  struct sigaction action{};
  struct sigaction old;
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaddset(&action.sa_mask, sig);
  if (pagurus::SetAction(sig, &action, &old) != 0) return SIG_ERR;
  return old.sa_handler;
}

extern "C" {
extern const char __pag_has_sigaction;
const char __pag_has_sigaction = 0;  // abi.cc
}
