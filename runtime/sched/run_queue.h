// A run queue of one P: first in, first out, and nobody's but its owner's.  (A
// withheld P has none: sched.lock stands for him.)
//
// No other thread ever takes from it; who wants some of it asks (steal.h), so
// no operation here is locked or fenced.  A ring of pointers that grows: with
// what comes next known, it can be fetched into the cache before it runs.
//
// Private queues with requests instead of concurrent ones: U. Acar, A.
// Charguéraud, M. Rainey, "Scheduling Parallel Programs by Work Stealing with
// Private Deques", PPoPP 2013.
#ifndef PAGURUS_RUNTIME_SCHED_RUN_QUEUE_H_
#define PAGURUS_RUNTIME_SCHED_RUN_QUEUE_H_

#include <stdint.h>

#include <atomic>

#include "runtime/g.h"

namespace pagurus {

class RunQueue {
 public:
  // As any thread sees it; exact for the owner.
  uint32_t size() const {
    return tail_.load(std::memory_order_relaxed) -
           head_.load(std::memory_order_relaxed);
  }

  // The rest is for the owner.
  __attribute__((always_inline)) void Push(G* g) {
    if (__builtin_expect(size() == capacity_, 0)) Grow();
    const uint32_t tail = tail_.load(std::memory_order_relaxed);
    ring_[tail & (capacity_ - 1)] = g;
    tail_.store(tail + 1, std::memory_order_relaxed);
  }

  // Null if empty.
  __attribute__((always_inline)) G* Pop() {
    const uint32_t head = head_.load(std::memory_order_relaxed);
    const uint32_t n = tail_.load(std::memory_order_relaxed) - head;
    if (n == 0) return nullptr;
    G* g = ring_[head & (capacity_ - 1)];
    head_.store(head + 1, std::memory_order_relaxed);
    if (n > kFetchG) Prefetch(head);
    return g;
  }

  // The one that was pushed last; null if empty.
  G* PopNewest() {
    const uint32_t tail = tail_.load(std::memory_order_relaxed);
    if (tail == head_.load(std::memory_order_relaxed)) return nullptr;
    tail_.store(tail - 1, std::memory_order_relaxed);
    // The ring has no holes: at worst this fetches what went before.
    __builtin_prefetch(ring_[(tail - 1 - kFetchG) & (capacity_ - 1)]);
    return ring_[(tail - 1) & (capacity_ - 1)];
  }

  // Takes the i-th, i < size(); the last one takes its place.
  G* Take(uint32_t i) {
    const uint32_t head = head_.load(std::memory_order_relaxed);
    const uint32_t last = tail_.load(std::memory_order_relaxed) - 1;
    G*& place = ring_[(head + i) & (capacity_ - 1)];
    G* g = place;
    place = ring_[last & (capacity_ - 1)];
    tail_.store(last, std::memory_order_relaxed);
    return g;
  }

  // Forgets what is in it.
  void Clear() { head_.store(tail_.load()); }

 private:
  // How far ahead a G and then the end of its stack are fetched.
  static constexpr uint32_t kFetchG = 6;
  static constexpr uint32_t kFetchStack = 3;

  void Prefetch(uint32_t head) const {
    __builtin_prefetch(ring_[(head + kFetchG) & (capacity_ - 1)]);
    const G* soon = ring_[(head + kFetchStack) & (capacity_ - 1)];
    // Whoever has claimed it may be moving its stack.
    const uintptr_t sp = __atomic_load_n(&soon->sched.sp, __ATOMIC_RELAXED);
    __builtin_prefetch(reinterpret_cast<const void*>(sp));
  }
  void Grow();
  // Gives the ring back.
  void Release();

  G** ring_ = nullptr;
  uint32_t capacity_ = 0;  // a power of two, or 0
  std::atomic<uint32_t> head_{0};
  std::atomic<uint32_t> tail_{0};
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_RUN_QUEUE_H_
