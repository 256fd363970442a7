#include "gc/collect.h"

#include <pthread.h>
#include <time.h>

#include <atomic>

#include "gc/helpers.h"
#include "gc/mark.h"
#include "runtime/pagurus_world.h"
#include "runtime/sched/fork.h"
#include "runtime/signal_mask.h"
#include "runtime/switches.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

// Who collects.  Others wait in native code, so that they do not keep the world
// from stopping.
constinit pthread_mutex_t collecting = PTHREAD_MUTEX_INITIALIZER;
// Somebody collects: who would because it is due need not.
constinit std::atomic<bool> at_it{false};
// Under `collecting`: threads that mark.
constinit uint32_t markers = 1;

void Acquire() { pthread_mutex_lock(&collecting); }
void Release() { pthread_mutex_unlock(&collecting); }

int64_t Now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return int64_t{t.tv_sec} * 1000000000 + t.tv_nsec;
}

void MarkWord(void* marker, uintptr_t word) {
  static_cast<Marker*>(marker)->Mark(word);
}

void MarkShare(void* work, uint32_t i) {
  Marker marker(static_cast<MarkWork*>(work));
  pag_visit_roots(i, markers, MarkWord, &marker);
  if (i == 0) heap.MarkRoots(&marker);
  marker.Drain();
}

// From its start to its end.
void Cycle() {
  heap.FinishSweep();
  markers = 1 + PrepareHelpers(pag_world_threads() - 1);
  const int64_t start = Now();
  pag_stop_world();
  heap.StartCycle();
  MarkWork work(markers);
  RunWithHelpers(markers - 1, MarkShare, &work);
  heap.FinishCycle(&work);
  pag_shrink_stopped_stacks();
  pag_start_world();
  heap.NotePause(static_cast<uint64_t>(Now() - start));
}

// fork waits until nobody collects: a child would find half a collection.  Our
// handler runs before those of the runtime's locks, because it is registered
// later.
void WatchForksToo() {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, [] {
    WatchForks();
    pthread_atfork(Acquire, Release, [] {
      ForgetHelpers();
      Release();
    });
  });
}

[[gnu::constructor]] void Install() { heap.InstallCollector(CollectNow); }

}  // namespace

void CollectNow(CollectReason reason) {
  if (reason == CollectReason::kDue && at_it.load()) return;
  WatchForksToo();
  {
    // Who handles a signal does so when the world runs again, and does not
    // leave it stopped by a siglongjmp.
    SignalsBlocked blocked;
    Acquire();
    at_it.store(true);
    if (reason != CollectReason::kDue || heap.CollectionDue() ||
        switches.stressgc != 0) {
      Cycle();
    }
    at_it.store(false);
    Release();
  }
  heap.StartFinalizers();
}

}  // namespace pagurus

PAGURUS_API void pag_collect(void) {
  pagurus::heap.Init();
  pagurus::CollectNow(pagurus::CollectReason::kMemory);
  // Nobody may allocate for a while, and memory is to go back to the OS.
  pagurus::heap.FinishSweep();
}

// Whoever allocates refers to it, so that programs which do are linked with
// this collector, and others are not (api.cc).
extern "C" {
extern const char __pag_collector;
[[gnu::visibility("hidden")]] const char __pag_collector = 0;
}
