#include "runtime/sched/preempt_signal.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/sanitizers.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/interrupted.h"
#include "runtime/sched/native.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/stop_world.h"
#include "runtime/signal_mask.h"
#include "runtime/signals.h"
#include "runtime/traceback/cfi.h"

namespace pagurus {
namespace {

// Ms that wait for their turn in the handler: each is a thread that somebody
// has to stand in for.  When there are so many, goroutines run on.
constexpr uint32_t kMaxStopped = 128;
constinit std::atomic<uint32_t> stopped{0};

// The goroutine that was interrupted in managed code; null if it was anything
// else.  A signal handler of the program's may be managed code as well, in the
// middle of the runtime.
G* Interrupted(const M* m) {
  if (LoadGuard() == kGuardNative || m->in_runtime != 0) return nullptr;
  G* g = m->curg.load(std::memory_order_relaxed);
  return g == pag_tls.g ? g : nullptr;
}

// Gives p to `to` until it is g's turn again.
void WaitForTurn(M* m, P* p, G* g, M* to) {
  // For who lists goroutines: what was interrupted is found from here.
  const Registers here = HereRegisters();
  __atomic_store_n(&m->g0->sched.ctxt, const_cast<Registers*>(&here),
                   __ATOMIC_RELAXED);
  // What it has from its last operation is not where it is now, but it may be
  // in the middle of its next one.
  const uintptr_t sp = g->sched.sp;
  g->sched.sp = 0;
  M* const locked_m = g->locked_m;
  g->locked_m = m;
  g->status.store(GStatus::kRunnable, std::memory_order_release);
  p->queue.Push(g);
  p->GlobalNext();
  p = ReleaseP(m, kTraceInLoop);
  m->rests.fetch_add(1);
  GiveTo(to, p);
  m->note.Wait();
  __atomic_store_n(&m->g0->sched.ctxt, nullptr, __ATOMIC_RELAXED);
  Take(m, m->given_p);
  m->rests.fetch_sub(1);
  g->status.store(GStatus::kRunning, std::memory_order_relaxed);
  // Who has seen it runnable is still to see that it has no sp.
  AwaitClaimant(g);
  g->locked_m = locked_m;
  g->sched.sp = sp;
}

// Managed code was interrupted: waits while the world is stopped.
void StopForWorld(M* m, const void* context) {
  SignalsBlocked blocked;
  const InterruptedFrame frame(m, context);
  if (frame.known()) Rest(m);
}

bool Answer(siginfo_t* info, void* context) {
  M* m = pag_tls.m;
  if (info->si_code != SI_TKILL || info->si_pid != getpid()) return false;
  if (m == nullptr || !m->stop.exchange(false)) return false;
  const int saved_errno = errno;
  if (WorldStopsFor(m)) {
    if (LoadGuard() != kGuardNative && pag_tls.g != &m->signal_g) {
      StopForWorld(m, context);
    }
    errno = saved_errno;
    return true;
  }
  G* g = Interrupted(m);
  P* p = m->p.load(std::memory_order_relaxed);
  if (g == nullptr || p == nullptr) return true;
  if (!p->preempt.load(std::memory_order_relaxed)) return true;
  {
    // A handler that left by siglongjmp would leave this M waiting for ever.
    SignalsBlocked blocked;
    const InterruptedFrame frame(m, context);
    M* to = frame.known() ? TakeStandIn(p) : nullptr;
    if (to != nullptr) {
      p->preempt.store(false, std::memory_order_relaxed);
      stopped.fetch_add(1, std::memory_order_relaxed);
      WaitForTurn(m, p, g, to);
      stopped.fetch_sub(1, std::memory_order_relaxed);
    }
  }
  errno = saved_errno;
  return true;
}

PAG_UNINSTRUMENTED bool OnSignal(int, siginfo_t* info, void* context) {
  // Who asked does it again.
  if (SanitizerPutsOff(pag_tls.m, context)) return true;
  return Answer(info, context);
}

}  // namespace

void ForgetStopped() { stopped.store(0); }

void PrepareToStop() { TakeSignal(kPreemptSignal, OnSignal); }

void StopWhereItIs(P* p) {
  if (stopped.load(std::memory_order_relaxed) >= kMaxStopped) return;
  // The handler cannot start a thread: what it has interrupted may be the
  // program's malloc.  Once there is an M to stand in, sysmon comes again.
  if (!SomeoneStandsIn()) return StartIdleM();
  // Holding the lock keeps the thread in existence.
  Locked locked(&threads_lock);
  M* m = p->m.load(std::memory_order_relaxed);
  if (m == nullptr || LoadGuardOf(m->guard_word) == kGuardNative) return;
  SignalToStop(m);
}

void SignalToStop(M* m) {
  m->stop.store(true);
  syscall(SYS_tgkill, getpid(), m->tid, kPreemptSignal);
}

}  // namespace pagurus
