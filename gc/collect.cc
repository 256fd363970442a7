#include "gc/collect.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

#include "gc/cycle.h"
#include "gc/helpers.h"
#include "runtime/pagurus_world.h"
#include "runtime/sched/fork.h"
#include "runtime/signal_mask.h"
#include "runtime/switches.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

// Who collects, the collector or, if that cannot be, whoever asks.  Others wait
// in native code, so that they do not keep the world from stopping.
constinit pthread_mutex_t collecting = PTHREAD_MUTEX_INITIALIZER;
// Somebody collects in a stopped world: who would because it is due need not.
constinit std::atomic<bool> at_it{false};

// Collections of the collector's are numbered from 1.  Who asks for one makes
// `wanted` larger, and waits, if it waits, until `done` is as large:
//
//      done <= started <= wanted
//
// One that has not started when it is asked for begins after that.
constinit std::atomic<uint32_t> wanted{0};
constinit std::atomic<uint32_t> started{0};
constinit std::atomic<uint32_t> done{0};
// There is a collector, or there cannot be one.
constinit std::atomic<bool> has_collector{false};
constinit std::atomic<bool> cannot{false};

bool Before(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b) < 0; }

void Acquire() { pthread_mutex_lock(&collecting); }
void Release() { pthread_mutex_unlock(&collecting); }

// No lock of the C library's: a signal handler may leave by siglongjmp.
void Futex(std::atomic<uint32_t>* word, int op, uint32_t value) {
  const int saved = errno;
  syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0);
  errno = saved;
}

void* RunCollector(void*) {
  pag_quiet_thread();
  for (;;) {
    const uint32_t last = wanted.load();
    if (!Before(done.load(), last)) {
      Futex(&wanted, FUTEX_WAIT, last);
      continue;
    }
    Acquire();
    started.fetch_add(1);
    RunCycle(true);
    done.fetch_add(1);
    Release();
    Futex(&done, FUTEX_WAKE, INT_MAX);
    heap.StartFinalizers();
    // Who asked has said that there is something to do.
    pag_note_work(-1);
  }
  return nullptr;
}

// One thread starts it; others that come meanwhile go on, or wait as for a
// collection.
bool HaveCollector() {
  if (cannot.load()) return false;
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
  cannot.store(true);
  // Those who wait for it already go on: they see that it cannot be, or that
  // this word has changed.
  done.store(wanted.load());
  Futex(&done, FUTEX_WAKE, INT_MAX);
  return false;
}

// `wanted` becomes `number`, if it is less.
void Want(uint32_t number) {
  uint32_t before = wanted.load();
  do {
    if (!Before(before, number)) return;
  } while (!wanted.compare_exchange_weak(before, number));
  pag_note_work(static_cast<int>(number - before));
  Futex(&wanted, FUTEX_WAKE, 1);
}

// Also returns if it turns out that there can be no collector.
void AwaitDone(uint32_t number) {
  for (;;) {
    const uint32_t last = done.load();
    if (!Before(last, number) || cannot.load()) return;
    Futex(&done, FUTEX_WAIT, last);
  }
}

void Ask(CollectReason reason) {
  if (reason == CollectReason::kMemory) {
    const uint32_t next = started.load() + 1;
    Want(next);
    AwaitDone(next);
    return;
  }
  const uint32_t last = done.load();
  // If it has ended meanwhile, another is not due.
  if (heap.CollectionDue()) Want(last + 1);
  if (reason == CollectReason::kBehind) AwaitDone(last + 1);
}

void CollectHere(CollectReason reason) {
  if (reason != CollectReason::kMemory && at_it.load()) return;
  {
    // Who handles a signal does so when the world runs again, and does not
    // leave it stopped by a siglongjmp.
    SignalsBlocked blocked;
    Acquire();
    at_it.store(true);
    if (reason == CollectReason::kMemory || heap.CollectionDue()) {
      RunCycle(false);
    }
    at_it.store(false);
    Release();
  }
  heap.StartFinalizers();
}

// fork waits until nobody collects: a child would find half a collection.  Our
// handler runs before those of the runtime's locks, because it is registered
// later.  The child has no collector, and what others had asked for nobody
// waits for.
void WatchForksToo() {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, [] {
    WatchForks();
    pthread_atfork(Acquire, Release, [] {
      ForgetHelpers();
      has_collector.store(false);
      wanted.store(done.load());
      started.store(done.load());
      Release();
    });
  });
}

[[gnu::constructor]] void Install() { heap.InstallCollector(CollectNow); }

}  // namespace

void CollectNow(CollectReason reason) {
  WatchForksToo();
  const bool concurrent = switches.gcconcurrent != 0 && switches.sched == 0;
  if (concurrent && HaveCollector()) {
    Ask(reason);
    if (!cannot.load()) return;
  }
  CollectHere(reason);
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
