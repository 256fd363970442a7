#include "runtime/sched/run_queue.h"

#include <sys/mman.h>

#include "runtime/print.h"

namespace pagurus {
namespace {

constexpr uint32_t kFirstCapacity = 512;  // a page

}  // namespace

void RunQueue::Grow() {
  const uint32_t n = size();
  const uint32_t capacity = capacity_ == 0 ? kFirstCapacity : capacity_ * 2;
  void* memory = mmap(nullptr, capacity * sizeof(G*), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED || capacity == 0) Fatal("no memory for a run queue");
  G** ring = static_cast<G**>(memory);
  const uint32_t head = head_.load(std::memory_order_relaxed);
  for (uint32_t i = 0; i < n; ++i) {
    ring[i] = ring_[(head + i) & (capacity_ - 1)];
  }
  Release();
  ring_ = ring;
  capacity_ = capacity;
  // size() reads tail first: a moment's smaller number is no harm.
  tail_.store(n, std::memory_order_relaxed);
  head_.store(0, std::memory_order_relaxed);
}

void RunQueue::Release() {
  if (ring_ != nullptr) munmap(ring_, capacity_ * sizeof(G*));
  ring_ = nullptr;
  capacity_ = 0;
}

}  // namespace pagurus
