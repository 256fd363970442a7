#include "runtime/sched/start_m.h"

#include <pthread.h>

#include "arch/entries.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"

namespace pagurus {

constinit Lock threads_lock(LockRank::kThreads);
constinit M* all_ms = nullptr;
PAG_HOLD_ACROSS_FORK(threads_lock);

namespace {

// Its address's low bit stands for `spinning`.
void* RunM(void* argument) {
  const uintptr_t word = reinterpret_cast<uintptr_t>(argument);
  AttachThread();
  M* m = pag_tls.m;
  m->spinning = (word & 1) != 0;
  Take(m, reinterpret_cast<P*>(word & ~uintptr_t{1}));
  __pag_mstart(Schedule);
}

}  // namespace

void StartM(P* p, bool spinning) {
  WatchForks();
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  void* argument = reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(p) |
                                           uintptr_t{spinning});
  if (pthread_create(&thread, &attr, RunM, argument) != 0) {
    Fatal("no further thread can be started to run goroutines");
  }
  pthread_attr_destroy(&attr);
}

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
