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
#include "runtime/signals.h"

#include <errno.h>

#include <atomic>

#include "arch/entries.h"
#include "runtime/barrier.h"
#include "runtime/m.h"

// The C library's own, which ours stand before.
extern "C" int __sigaction(int, const struct sigaction*,
                           struct sigaction*) noexcept;

namespace pagurus {
namespace {

using Handler = DefaultHandler;

// What the program asked for.  Other threads may be in sigaction while a
// handler begins, as with the kernel's own table.
class Action {
 public:
  struct sigaction Get() const {
    struct sigaction action{};
    action.sa_sigaction = handler();
    action.sa_flags = flags();
    action.sa_mask.__val[0] = mask_.load(std::memory_order_relaxed);
    return action;
  }
  void Set(const struct sigaction& action) {
    mask_.store(action.sa_mask.__val[0], std::memory_order_relaxed);
    flags_.store(action.sa_flags, std::memory_order_relaxed);
    handler_.store(action.sa_sigaction, std::memory_order_release);
  }
  void Reset() { handler_.store(nullptr, std::memory_order_relaxed); }
  Handler* handler() const { return handler_.load(std::memory_order_acquire); }
  int flags() const { return flags_.load(std::memory_order_relaxed); }

 private:
  std::atomic<Handler*> handler_{nullptr};
  std::atomic<int> flags_{0};
  std::atomic<unsigned long> mask_{0};  // of all signals that there are
  static_assert(NSIG <= 65);
};
constinit Action actions[NSIG];
// What the runtime wants to see first.
constinit OwnHandler* own[NSIG] = {};

// What stands for SIG_DFL, and blocks what.
constinit std::atomic<DefaultHandler*> defaults[NSIG] = {};
constinit sigset_t default_masks[NSIG] = {};

bool IsHandler(const struct sigaction& action) {
  return action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN;
}

// The calling thread's own: no locked instruction is needed.
void CountOverManaged(M* m, uint32_t change) {
  m->over_managed.store(
      m->over_managed.load(std::memory_order_relaxed) + change,
      std::memory_order_release);
}

// A plain handler is called with two arguments more than it has, as the kernel
// would call it.
__attribute__((no_sanitize("function"))) void CallHandler(Handler* handler,
                                                          int sig,
                                                          siginfo_t* info,
                                                          void* context) {
  SanitizerSignalScope scope;
  const uintptr_t guard = LoadGuard();
  ThreadState& tls = pag_tls;
  const uintptr_t sys_sp = tls.sys_sp;
  G* const g = tls.g;
  M* const m = tls.m;
  tls.sys_sp = 0;
  uintptr_t outer = 0;
  const bool aside = m != nullptr && PutNotesAside(m);
  if (m != nullptr) {
    tls.g = &m->signal_g;
    outer = m->handler_frame;
    m->handler_frame = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    // What references that code has is not known: nobody may take this thread
    // for one in native code.
    if (guard != kGuardNative) CountOverManaged(m, PAG_OVER_MANAGED_BEGINS);
  }
  StoreGuard(kGuardNative);
  handler(sig, info, context);
  tls.sys_sp = sys_sp;
  StoreGuard(guard);
  if (m != nullptr) {
    m->handler_frame = outer;
    tls.g = g;
    if (guard != kGuardNative) CountOverManaged(m, PAG_OVER_MANAGED_ENDS);
  }
  if (aside) TakeNotesBack(m);
}

void Trampoline(int sig, siginfo_t* info, void* context) {
  CallHandler(actions[sig].handler(), sig, info, context);
}

void DefaultTrampoline(int sig, siginfo_t* info, void* context) {
  CallHandler(defaults[sig].load(std::memory_order_acquire), sig, info,
              context);
}

void CallTheirs(int sig, siginfo_t* info, void* context) {
  const struct sigaction action = actions[sig].Get();
  if (!IsHandler(action)) return;
  if ((action.sa_flags & static_cast<int>(SA_RESETHAND)) != 0) {
    actions[sig].Reset();
  }
  CallHandler(action.sa_sigaction, sig, info, context);
}

// Uninstrumented, because ours may not always run instrumented code.
PAG_UNINSTRUMENTED void OwnTrampoline(int sig, siginfo_t* info, void* context) {
  OwnHandler* const ours = __atomic_load_n(&own[sig], __ATOMIC_ACQUIRE);
  if (!ours(sig, info, context)) CallTheirs(sig, info, context);
}

// What the kernel is to do where the program wants `action`.
struct sigaction ActionFor(int sig, const struct sigaction& action) {
  struct sigaction ours = action;
  if (__atomic_load_n(&own[sig], __ATOMIC_RELAXED) != nullptr) {
    if (!IsHandler(action)) {
      ours.sa_flags = SA_RESTART;
      sigemptyset(&ours.sa_mask);
    }
    ours.sa_sigaction = OwnTrampoline;
    ours.sa_flags &= ~static_cast<int>(SA_RESETHAND);
  } else if (IsHandler(action)) {
    ours.sa_sigaction = Trampoline;
  } else if (action.sa_handler == SIG_DFL &&
             defaults[sig].load(std::memory_order_relaxed) != nullptr) {
    ours.sa_sigaction = DefaultTrampoline;
    // Also where an earlier one has not returned yet.
    ours.sa_flags = SA_RESTART | SA_NODEFER;
    ours.sa_mask = default_masks[sig];
  } else {
    return ours;
  }
  ours.sa_flags |= SA_ONSTACK | SA_SIGINFO;
  return ours;
}

bool IsOurs(const struct sigaction& action) {
  return action.sa_sigaction == Trampoline ||
         action.sa_sigaction == OwnTrampoline ||
         action.sa_sigaction == DefaultTrampoline;
}

int SetAction(int sig, const struct sigaction* action, struct sigaction* old) {
  if (sig <= 0 || sig >= NSIG) {
    errno = EINVAL;
    return -1;
  }
  const struct sigaction before = actions[sig].Get();
  struct sigaction ours;
  if (action != nullptr) {
    ours = ActionFor(sig, *action);
    // Before the kernel may call it.
    if (IsOurs(ours)) actions[sig].Set(*action);
  }
  struct sigaction previous;
  if (__sigaction(sig, action == nullptr ? nullptr : &ours, &previous) != 0) {
    actions[sig].Set(before);
    return -1;
  }
  if (old != nullptr) *old = IsOurs(previous) ? before : previous;
  return 0;
}

}  // namespace

void TakeSignal(int sig, OwnHandler* handler) {
  struct sigaction theirs;
  SetAction(sig, nullptr, &theirs);
  __atomic_store_n(&own[sig], handler, __ATOMIC_RELEASE);
  SetAction(sig, &theirs, nullptr);
}

void SetDefaultHandler(int sig, DefaultHandler* handler,
                       const sigset_t& blocked) {
  default_masks[sig] = blocked;
  defaults[sig].store(handler, std::memory_order_release);
  struct sigaction theirs;
  SetAction(sig, nullptr, &theirs);
  if (theirs.sa_handler == SIG_DFL) SetAction(sig, &theirs, nullptr);
}

void UseKernelsDefault(int sig) {
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  __sigaction(sig, &action, nullptr);
}

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
