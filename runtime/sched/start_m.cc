#include "runtime/sched/start_m.h"

#include <pthread.h>
#include <signal.h>

#include "arch/entries.h"
#include "runtime/print.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/preempt_signal.h"

namespace pagurus {

constinit Lock threads_lock(LockRank::kThreads);
constinit M* all_ms = nullptr;
PAG_HOLD_ACROSS_FORK(threads_lock);

namespace {

constinit std::atomic<bool> keeping_mask{false};
constinit std::atomic<bool> mask_kept{false};
constinit sigset_t mask{};
// An M that StartIdleM has started has not begun to wait.
constinit std::atomic<bool> starting_idle{false};

// A new thread has its creator's signal mask, and sysmon blocks all.  It takes
// the one that was kept itself: AddressSanitizer's pthread_create does not heed
// pthread_attr_setsigmask_np.
void BecomeM() {
  if (mask_kept.load(std::memory_order_acquire)) {
    pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  }
  AttachThread();
}

// Its address's low bit stands for `spinning`.
void* RunM(void* argument) {
  const uintptr_t word = reinterpret_cast<uintptr_t>(argument);
  BecomeM();
  M* m = pag_tls.m;
  m->spinning = (word & 1) != 0;
  Take(m, reinterpret_cast<P*>(word & ~uintptr_t{1}));
  __pag_mstart(Schedule);
}

void* RunIdleM(void*) {
  BecomeM();
  __pag_mstart([] {
    starting_idle.store(false);
    // Who looked for a deadlock meanwhile took this for any thread.
    CheckDeadlock();
    StopWithoutP(pag_tls.m);
    Schedule();
  });
}

// 0, or why there is none.
int StartThread(void* (*run)(void*), void* argument) {
  WatchForks();
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  const int error = pthread_create(&thread, &attr, run, argument);
  pthread_attr_destroy(&attr);
  return error;
}

}  // namespace

void PrepareForThreads() {
  if (keeping_mask.load(std::memory_order_relaxed) ||
      keeping_mask.exchange(true)) {
    return;
  }
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  mask_kept.store(true, std::memory_order_release);
  PrepareToStop();
  WatchForks();
}

void StartM(P* p, bool spinning) {
  void* argument = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(p) |
                                           uintptr_t{spinning});
  if (StartThread(RunM, argument) != 0) {
    Fatal("no further thread can be started to run goroutines");
  }
}

void StartIdleM() {
  if (starting_idle.exchange(true)) return;
  if (StartThread(RunIdleM, nullptr) != 0) starting_idle.store(false);
}

void ForgetIdleM() { starting_idle.store(false); }

void AddM(M* m) {
  Locked locked(&threads_lock);
  m->next_m = all_ms;
  all_ms = m;
}

void RemoveM(M* m) {
  Locked locked(&threads_lock);
  M** link = &all_ms;
  while (*link != m) link = &(*link)->next_m;
  *link = m->next_m;
  KeepStats(m->stats);
}

}  // namespace pagurus
