// Events on their way to the writer: a ring of slots, filled by any thread or
// signal handler, emptied by one thread at a time.
//
//      taken                      put
//        |                         |
//   ...  [ ready ][ ready ][ ... ][ ready ][ free ][ free ] ...
//                            ^ somebody is filling it
//
// Who puts an event takes the next slot by compare-and-swap, fills it, and then
// stores its position into `ready`.  Who is interrupted in between by a signal
// handler that jumps away leaves a slot that never becomes ready: after a while
// it is skipped (Skip).  No lock (I7).
#ifndef PAGURUS_RUNTIME_TRACE_RING_H_
#define PAGURUS_RUNTIME_TRACE_RING_H_

#include <stdint.h>

#include <atomic>

#include "runtime/trace/event.h"

namespace pagurus {

// Begins as zeros, as memory from the kernel does.
class TraceRing {
 public:
  static constexpr uint64_t kSlots = 8192;
  // Who puts this many should wake the writer.
  static constexpr uint64_t kMany = kSlots / 4;

  // How many events have been put before this one, and 1; 0: there is no room.
  uint64_t Put(const TraceEvent& event) {
    uint64_t at = put_.load(std::memory_order_relaxed);
    do {
      if (at - taken_.load(std::memory_order_acquire) >= kSlots) return 0;
    } while (
        !put_.compare_exchange_weak(at, at + 1, std::memory_order_relaxed));
    Slot* slot = &slots_[at % kSlots];
    slot->event = event;
    slot->ready.store(at + 1, std::memory_order_release);
    return at + 1;
  }

  // The oldest; false if it is not ready, or there is none.
  bool Take(TraceEvent* event) {
    const uint64_t at = taken_.load(std::memory_order_relaxed);
    const Slot* slot = &slots_[at % kSlots];
    if (slot->ready.load(std::memory_order_acquire) != at + 1) return false;
    *event = slot->event;
    taken_.store(at + 1, std::memory_order_release);
    return true;
  }

  // If there is any, ready or not.
  bool empty() const { return taken() == put_.load(std::memory_order_relaxed); }
  uint64_t taken() const { return taken_.load(std::memory_order_relaxed); }

  // The oldest will not become ready any more.
  void Skip() { taken_.store(taken() + 1, std::memory_order_release); }

 private:
  struct alignas(64) Slot {
    std::atomic<uint64_t> ready;
    TraceEvent event;
  };
  static_assert(sizeof(Slot) == 64, "a slot is a cache line");

  alignas(64) std::atomic<uint64_t> put_;
  alignas(64) std::atomic<uint64_t> taken_;
  Slot slots_[kSlots];
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_RING_H_
