#include "gc/waits.h"

#include <errno.h>
#include <time.h>

#include <atomic>

#include "gc/assist.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/fork.h"
#include "runtime/sync/parking.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

// Of the following.
constinit Lock lock(LockRank::kChannel);
PAG_HOLD_ACROSS_FORK(lock);
constinit GList parked;
// Set while somebody is parked.
constinit Timer timer{};
// Up to then their waiting has been noted.
constinit int64_t noted = 0;

constinit std::atomic<uint64_t> waited{0};
// The end of the last wait.
constinit std::atomic<int64_t> last_end{0};

// Woken at a time.  Thousands may wait, each takes some 100 ns, and who wakes
// them cannot be stopped meanwhile: collections would pause for milliseconds.
constexpr uint32_t kAtOnce = 128;

void Look(const Timer&) {
  lock.Acquire();
  const int64_t now = RealNanotime();
  NoteWait(noted, now);
  noted = now;
  GList woken;
  uint32_t n = MayTryAgain();
  if (n > kAtOnce) n = kAtOnce;
  for (; n != 0 && parked.head != nullptr; --n) woken.Push(parked.Pop());
  if (parked.head != nullptr) {
    timer.when = After(kMarkersWait);
    StartTimer(&timer);
  }
  lock.Release();
  if (woken.head != nullptr) WakeAll(&woken);
}

}  // namespace

void ParkForMarkers() {
  G* g = CurrentWaiter();
  lock.Acquire();
  if (parked.head == nullptr) {
    noted = RealNanotime();
    timer = Timer{};
    timer.fire = Look;
    timer.when = After(kMarkersWait);
    StartTimer(&timer);
  }
  parked.Push(g);
  ParkUnlock(&lock, nullptr, WaitReason::kCollection);
}

void WaitForMarkers() {
  const int saved = errno;
  const int64_t begin = RealNanotime();
  const timespec pause = {0, kMarkersWait};
  nanosleep(&pause, nullptr);
  NoteWait(begin, RealNanotime());
  errno = saved;
}

void NoteWait(int64_t begin, int64_t end) {
  int64_t last = last_end.load(std::memory_order_relaxed);
  do {
    if (last >= end) return;
  } while (!last_end.compare_exchange_weak(last, end));
  const int64_t from = begin < last ? last : begin;
  waited.fetch_add(static_cast<uint64_t>(end - from),
                   std::memory_order_relaxed);
}

uint64_t WaitedNs() { return waited.load(std::memory_order_relaxed); }

void ForgetMarkerWaits() {
  parked = GList();
  timer = Timer{};
}

}  // namespace pagurus
