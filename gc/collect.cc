#include "gc/collect.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>

#include "arch/entries.h"
#include "gc/cycle.h"
#include "gc/helpers.h"
#include "gc/pacer.h"
#include "gc/requests.h"
#include "gc/turns.h"
#include "gc/waits.h"
#include "runtime/pagurus_world.h"
#include "runtime/sched/fork.h"
#include "runtime/signal_mask.h"
#include "runtime/switches.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

// Who collects, the collector or, if that cannot be, whoever asks.  Others wait
// in native code, so that they do not keep the world from stopping; and so does
// fork.
constinit Turns collecting{};
// Somebody collects in a stopped world: who would because it is due need not.
constinit std::atomic<bool> at_it{false};

constinit Requests requests{};
// There is a collector, or somebody has tried to start one.
constinit std::atomic<bool> has_collector{false};

void* RunCollector(void*) {
  pag_quiet_thread();
  for (;;) {
    requests.Await();
    collecting.Take();
    requests.Start();
    RunCycle(true);
    requests.End();
    collecting.Give();
    heap.StartFinalizers();
    // Who asked has said that there is something to do.
    pag_note_work(-1);
  }
  return nullptr;
}

// One thread starts it; others that come meanwhile go on, or wait as for a
// collection.
bool HaveCollector() {
  if (requests.given_up()) return false;
  if (has_collector.exchange(true)) return true;
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  pag_note_threads(1);
  pthread_t thread;
  const bool ok = pthread_create(&thread, nullptr, RunCollector, nullptr) == 0;
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (ok) {
    pthread_detach(thread);
    return true;
  }
  pag_note_threads(-1);
  requests.GiveUp();
  return false;
}

void CollectHere(CollectReason reason) {
  if (reason != CollectReason::kMemory && at_it.load()) return;
  {
    // Who handles a signal does so when the world runs again, and does not
    // leave it stopped by a siglongjmp.
    SignalsBlocked blocked;
    collecting.Take();
    at_it.store(true);
    if (reason == CollectReason::kMemory || heap.CollectionDue()) {
      RunCycle(false);
    }
    at_it.store(false);
    collecting.Give();
  }
  heap.StartFinalizers();
}

// fork waits until nobody collects: a child would find half a collection.  Our
// handler runs before those of the runtime's locks, because it is registered
// later.  The child has no collector.
void WatchForksToo() {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, [] {
    WatchForks();
    pthread_atfork(
        [] {
          RefuseForkByStopper();
          collecting.Take();
        },
        [] { collecting.Give(); },
        [] {
          ForgetHelpers();
          has_collector.store(false);
          requests.Forget();
          ForgetMarkerWaits();
          collecting.Forget();
        });
  });
}

// It may be asked first, and starts the thread that a child has not got.
bool CollectorRuns() {
  WatchForksToo();
  return switches.gcconcurrent != 0 && switches.sched == 0 && HaveCollector();
}

bool IsDue() { return heap.CollectionDue(); }

[[gnu::constructor]] void Install() {
  heap.InstallCollector(CollectNow, CollectorRuns);
}

}  // namespace

void CollectNow(CollectReason reason) {
  if (CollectorRuns() && requests.Ask(reason, IsDue)) return;
  CollectHere(reason);
}

}  // namespace pagurus

PAGURUS_API void pag_collect(void) {
  pagurus::heap.Init();
  pagurus::CollectNow(pagurus::CollectReason::kMemory);
  // Nobody may allocate for a while, and memory is to go back to the OS.
  pagurus::heap.FinishSweep();
}

// For goroutines, and for threads that cannot park (alloc.S).
void __pag_await_heap_op() {
  if (pagurus::pacer.Overrun()) {
    pagurus::requests.Park(pagurus::IsDue);
  } else {
    pagurus::ParkForMarkers();
  }
}
void __pag_await_heap_native() {
  if (pagurus::pacer.Overrun()) {
    pagurus::CollectNow(pagurus::CollectReason::kBehind);
  } else {
    pagurus::WaitForMarkers();
  }
}

// Whoever allocates refers to it, so that programs which do are linked with
// this collector, and others are not (api.cc).
extern "C" {
extern const char __pag_collector;
[[gnu::visibility("hidden")]] const char __pag_collector = 0;
}
