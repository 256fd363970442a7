// Ranges without a stack that one P has at hand (large_stack.h), as it has
// small stacks: growing through several sizes would otherwise take the common
// pool's lock, and keep signals out meanwhile, twice for each.
//
//     slots   | hi of a range, what it has | 0 | hi, what it has | ...
//
// Only the P's holder puts ranges in, but anybody may take them out, to give
// them back to the system, and a signal may interrupt the holder and leave by
// siglongjmp.  So each slot changes by one atomic instruction, and what has to
// be known of a range is in the slot: who has not taken it must not look at it,
// since it may be gone.
#ifndef PAGURUS_RUNTIME_LARGE_CACHE_H_
#define PAGURUS_RUNTIME_LARGE_CACHE_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/stack_alloc.h"

namespace pagurus {

// Memory that one range may have, and all of a P's together.
inline constexpr size_t kLargeCacheRange = size_t{1} << 20;
inline constexpr size_t kLargeCacheBytes = size_t{2} << 20;

// Begins as zeros.
class alignas(64) LargeCache {
 public:
  // The hi of a range whose capacity has this logarithm, or 0.
  uintptr_t Take(size_t log2_capacity) {
    for (std::atomic<uintptr_t>& slot : slots_) {
      uintptr_t word = slot.load(std::memory_order_relaxed);
      if (word == 0 || (word & kLog2Mask) != log2_capacity) continue;
      if (slot.compare_exchange_strong(word, 0, std::memory_order_acquire,
                                       std::memory_order_relaxed)) {
        return HiOf(word);
      }
    }
    return 0;
  }

  // For the P's holder: keeps a range with such a capacity and so much memory;
  // false if there is no room for it.
  bool Give(uintptr_t hi, size_t log2_capacity, size_t bytes) {
    if (bytes > kLargeCacheRange || log2_capacity > kLog2Mask) return false;
    const uintptr_t units = (bytes + kUnit - 1) / kUnit;
    uintptr_t sum = units;
    std::atomic<uintptr_t>* place = nullptr;
    for (std::atomic<uintptr_t>& slot : slots_) {
      const uintptr_t word = slot.load(std::memory_order_relaxed);
      sum += word % kStackAlign >> kUnitsShift;
      if (word == 0) place = &slot;
    }
    if (sum > kLargeCacheBytes / kUnit || place == nullptr) return false;
    uintptr_t nothing = 0;
    return place->compare_exchange_strong(
        nothing, hi | units << kUnitsShift | log2_capacity,
        std::memory_order_release, std::memory_order_relaxed);
  }

  // The hi of any, or 0: then there was none.
  uintptr_t TakeAny() {
    for (std::atomic<uintptr_t>& slot : slots_) {
      if (slot.load(std::memory_order_relaxed) == 0) continue;
      const uintptr_t word = slot.exchange(0, std::memory_order_acquire);
      if (word != 0) return HiOf(word);
    }
    return 0;
  }

 private:
  static constexpr size_t kSlots = 8;
  static constexpr size_t kUnit = size_t{64} << 10;
  // A slot's word: hi, whose low bits are 0; the memory in units; the
  // logarithm.
  static constexpr uintptr_t kLog2Mask = 31;
  static constexpr unsigned kUnitsShift = 5;
  static_assert(kLargeCacheRange / kUnit < kStackAlign >> kUnitsShift);

  static uintptr_t HiOf(uintptr_t word) { return word & -kStackAlign; }

  std::atomic<uintptr_t> slots_[kSlots];
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_LARGE_CACHE_H_
