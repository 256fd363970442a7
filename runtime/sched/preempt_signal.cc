#include "runtime/sched/preempt_signal.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sched/native.h"
#include "runtime/sched/start_m.h"
#include "runtime/signals.h"
#include "runtime/traceback/cfi.h"

namespace pagurus {
namespace {

// The goroutine that was interrupted in managed code; null if it was anything
// else.  A signal handler of the program's may be managed code as well, in the
// middle of the runtime.
G* Interrupted(const M* m) {
  if (LoadGuard() == kGuardNative || m->in_runtime != 0) return nullptr;
  G* g = m->curg.load(std::memory_order_relaxed);
  return g == pag_tls.g ? g : nullptr;
}

// Gives p away until it is g's turn again.  All signals are blocked: a handler
// that left by siglongjmp would leave this M waiting for ever.
void WaitForTurn(M* m, P* p, G* g) {
  // For who lists goroutines: what was interrupted is found from here.
  const Registers here = HereRegisters();
  __atomic_store_n(&m->g0->sched.ctxt, const_cast<Registers*>(&here),
                   __ATOMIC_RELAXED);
  M* const locked_m = g->locked_m;
  g->locked_m = m;
  g->status.store(GStatus::kRunnable, std::memory_order_relaxed);
  p->queue.Push(g);
  p = ReleaseP(m);
  HandOff(p);
  m->note.Wait();
  __atomic_store_n(&m->g0->sched.ctxt, nullptr, __ATOMIC_RELAXED);
  Take(m, m->given_p);
  g->status.store(GStatus::kRunning, std::memory_order_relaxed);
  g->locked_m = locked_m;
}

bool OnSignal(int, siginfo_t* info, void*) {
  M* m = pag_tls.m;
  if (info->si_code != SI_TKILL || info->si_pid != getpid()) return false;
  if (m == nullptr || !m->stop.exchange(false)) return false;
  G* g = Interrupted(m);
  P* p = m->p.load(std::memory_order_relaxed);
  if (g == nullptr || p == nullptr) return true;
  if (!p->preempt.load(std::memory_order_relaxed)) return true;
  p->preempt.store(false, std::memory_order_relaxed);
  const int saved_errno = errno;
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  WaitForTurn(m, p, g);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  errno = saved_errno;
  return true;
}

}  // namespace

void StopWhereItIs(P* p) {
  static bool taken = false;  // sysmon's alone
  if (!taken) TakeSignal(kPreemptSignal, OnSignal);
  taken = true;
  // Holding the lock keeps the thread in existence.
  Locked locked(&threads_lock);
  M* m = p->m.load(std::memory_order_relaxed);
  if (m == nullptr || LoadGuardOf(m->guard_word) == kGuardNative) return;
  m->stop.store(true);
  syscall(SYS_tgkill, getpid(), m->tid, kPreemptSignal);
}

}  // namespace pagurus
