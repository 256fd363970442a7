#include "runtime/fresh_range.h"

#include <sys/mman.h>

#include <atomic>

namespace pagurus {
namespace {

constexpr size_t kSegment = size_t{16} << 20;
constexpr size_t kLargestRange = size_t{32} << 40;
constexpr size_t kSmallestRange = size_t{1} << 30;

// Read by IsFresh without the lock that the rest is under.
constinit std::atomic<uintptr_t> range_begin{0};
constinit std::atomic<uintptr_t> range_end{0};
constinit uintptr_t next = 0;        // first byte that was never handed out
constinit uintptr_t accessible = 0;  // bytes before it were made accessible
constinit uint32_t* live = nullptr;  // stacks in each segment

void* Reserve(void* at, size_t bytes, int flags) {
  return mmap(at, bytes, PROT_NONE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
}

bool ReserveRange() {
  size_t size = kLargestRange;
  void* memory = MAP_FAILED;
  for (; size >= kSmallestRange; size /= 2) {
    memory = Reserve(nullptr, size, 0);
    if (memory != MAP_FAILED) break;
  }
  if (memory == MAP_FAILED) return false;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(memory);
  next = accessible = (begin + kSegment - 1) & -kSegment;
  range_begin = next;
  range_end = (begin + size) & -kSegment;
  void* counts =
      mmap(nullptr, size / kSegment * sizeof *live, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (counts == MAP_FAILED) return false;
  live = static_cast<uint32_t*>(counts);
  return true;
}

size_t SegmentOf(uintptr_t address) {
  return (address - range_begin) / kSegment;
}

// If nothing lives in the segment and nothing ever will.
bool IsDead(size_t segment) {
  return live[segment] == 0 && segment < SegmentOf(next);
}

void Retire(size_t segment) {
  Reserve(reinterpret_cast<void*>(range_begin + segment * kSegment), kSegment,
          MAP_FIXED);
}

}  // namespace

bool IsFresh(uintptr_t address) {
  return address - range_begin < range_end - range_begin;
}

uintptr_t AllocFresh(size_t bytes) {
  if (range_begin == 0 && !ReserveRange()) return 0;
  const uintptr_t before = next;
  // No stack straddles segments unless it begins one.
  if ((next & (kSegment - 1)) + bytes > kSegment) {
    next = (next + kSegment - 1) & -kSegment;
  }
  const uintptr_t result = next;
  if (bytes > range_end - result) return 0;
  const uintptr_t end = (result + bytes + kSegment - 1) & -kSegment;
  if (end > accessible) {
    void* from = reinterpret_cast<void*>(accessible);
    if (mprotect(from, end - accessible, PROT_READ | PROT_WRITE) != 0) return 0;
    // The debug modes punch holes: huge pages would be split again and again.
    madvise(from, end - accessible, MADV_NOHUGEPAGE);
    accessible = end;
  }
  for (size_t s = SegmentOf(result); s <= SegmentOf(result + bytes - 1); ++s) {
    ++live[s];
  }
  next = result + bytes;
  // The segment just left may have died while it was still the newest.
  if (SegmentOf(next) != SegmentOf(before) && IsDead(SegmentOf(before))) {
    Retire(SegmentOf(before));
  }
  return result;
}

void FreeFresh(uintptr_t address, size_t bytes, bool fault) {
  if (fault) Reserve(reinterpret_cast<void*>(address), bytes, MAP_FIXED);
  for (size_t s = SegmentOf(address); s <= SegmentOf(address + bytes - 1);
       ++s) {
    if (--live[s] == 0 && IsDead(s)) Retire(s);
  }
}

}  // namespace pagurus
