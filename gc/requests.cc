#include "gc/requests.h"

#include <limits.h>

#include "gc/futex.h"
#include "runtime/pagurus_world.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sync/parking.h"

namespace pagurus {
namespace {

// Goroutines that wait for `done` to change, of all Requests.
constinit Lock parked_lock(LockRank::kChannel);
PAG_HOLD_ACROSS_FORK(parked_lock);
constinit GList parked;

bool Before(uint32_t a, uint32_t b) { return static_cast<int32_t>(a - b) < 0; }

}  // namespace

bool Requests::Ask(CollectReason reason, bool (*due)()) {
  if (reason == CollectReason::kMemory) {
    const uint32_t next = started_.load() + 1;
    Want(next);
    AwaitDone(next);
  } else {
    const uint32_t last = done_.load();
    // If it has ended meanwhile, another is not due, and nobody has asked for
    // one that could be waited for.
    if (due()) {
      Want(last + 1);
      if (reason == CollectReason::kBehind) AwaitDone(last + 1);
    }
  }
  return !given_up();
}

// `wanted_` becomes `number`, if it is less.
void Requests::Want(uint32_t number) {
  uint32_t before = wanted_.load();
  do {
    if (!Before(before, number)) return;
  } while (!wanted_.compare_exchange_weak(before, number));
  pag_note_work(static_cast<int>(number - before));
  // Either this sees that there is no collector, or GiveUp sees `wanted_`.
  if (given_up()) return Settle();
  Futex(&wanted_, FUTEX_WAKE, 1);
}

void Requests::AwaitDone(uint32_t number) const {
  for (;;) {
    const uint32_t last = done_.load();
    if (!Before(last, number)) return;
    Futex(&done_, FUTEX_WAIT, last);
  }
}

void Requests::Await() const {
  for (;;) {
    const uint32_t last = wanted_.load();
    if (Before(done_.load(), last)) return;
    Futex(&wanted_, FUTEX_WAIT, last);
  }
}

void Requests::End() {
  done_.fetch_add(1);
  WakeAll();
}

void Requests::Park(bool (*due)()) {
  const uint32_t last = done_.load();
  if (!due()) return;
  Want(last + 1);
  parked_lock.Acquire();
  if (Before(last, done_.load())) return parked_lock.Release();
  parked.Push(CurrentWaiter());
  ParkUnlock(&parked_lock, nullptr, WaitReason::kCollection);
}

void Requests::WakeAll() {
  Futex(&done_, FUTEX_WAKE, INT_MAX);
  parked_lock.Acquire();
  GList woken = parked;
  parked = GList();
  parked_lock.Release();
  if (woken.head == nullptr) return;
  // The caller may be native code, whose P is not its own for sure, and the
  // world may be stopped.
  RuntimeScope scope;
  pagurus::WakeAll(&woken);
}

void Requests::GiveUp() {
  given_up_.store(true);
  Settle();
}

// What is wanted counts as done.  Several threads may be here.
void Requests::Settle() {
  const uint32_t last = wanted_.load();
  uint32_t done = done_.load();
  do {
    if (!Before(done, last)) return;
  } while (!done_.compare_exchange_weak(done, last));
  started_.store(last);
  WakeAll();
  // Who asked has said that there is something to do.
  pag_note_work(-static_cast<int>(last - done));
}

void Requests::Forget() {
  parked = GList();
  wanted_.store(done_.load());
  started_.store(done_.load());
}

}  // namespace pagurus
