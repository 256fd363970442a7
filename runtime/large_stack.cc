#include "runtime/large_stack.h"

#include <errno.h>
#include <sys/mman.h>

#include "runtime/fresh_range.h"
#include "runtime/large_cache.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"
#include "runtime/sched/sched.h"
#include "runtime/signal_mask.h"
#include "runtime/stack_cache.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kHugePage = size_t{2} << 20;
// Of ranges without a stack that no P has: memory that they keep.
constexpr size_t kMaxKept = size_t{16} << 20;
constexpr size_t kLargestSmall = size_t{1}
                                 << (kFirstStackClass + kStackClasses - 1);
constexpr uint64_t kRangeMagic = 0x506147726e674c53;

// At hi; the rest of the page's upper kStackAlign bytes is not used.
struct Range {
  uint64_t magic;
  uintptr_t begin;
  size_t bytes;    // from begin to end
  size_t touched;  // below hi, at most: what may have memory
  bool remapped;   // MovePages has put this stack here
  Range* next;     // on a free list

  uintptr_t hi() const { return reinterpret_cast<uintptr_t>(this); }
  uintptr_t end() const { return hi() + kStackAlign; }
  size_t capacity() const { return hi() - begin; }
};
static_assert(sizeof(Range) <= kStackAlign);

struct Pool {
  Lock lock{LockRank::kPools};
  Range* kept[64] = {};  // by the logarithm of the capacity, some memory each
  size_t kept_bytes = 0;
  // Without memory, where the system would not take the addresses back.
  Range* released[64] = {};
  size_t reserved = 0;
};
constinit Pool pool{};
PAG_HOLD_ACROSS_FORK(pool.lock);

// By the P's id.
constinit LargeCache caches[kMaxProcs]{};

Range* RangeOf(uintptr_t hi) {
  auto* range = reinterpret_cast<Range*>(hi);
  if (range->magic != kRangeMagic) {
    Fatal("what stands above a large stack has been overwritten");
  }
  return range;
}

size_t FloorLog2(size_t n) {
  return 63 - static_cast<size_t>(__builtin_clzll(n));
}

// The calling goroutine's errno is none of ours.
class ErrnoKept {
 public:
  ErrnoKept() : saved_(errno) {}
  ~ErrnoKept() { errno = saved_; }

 private:
  const int saved_;
};

uintptr_t PageDown(uintptr_t address) { return address & -kPage; }

// The capacity for a stack of `size` bytes, a power of two.
size_t ReserveFor(size_t size) {
  if (switches.inplace == 0) return size;
  size_t reserve = kFirstReserve;
  if (size > kFirstReserve / 2) {
    reserve = size <= SIZE_MAX / kReserveFactor ? size * kReserveFactor : size;
  }
  const size_t limit = size_t{1} << FloorLog2(switches.maxstack);
  if (reserve > limit) reserve = limit;
  return reserve < size ? size : reserve;
}

// Memory that frames are not in any more, in whole pages.
void Discard(uintptr_t from, uintptr_t to) {
  if (from >= to) return;
  madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

void* MapNoReserve(uintptr_t where, size_t bytes, int flags) {
  return mmap(reinterpret_cast<void*>(where), bytes, PROT_READ | PROT_WRITE,
              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
}

// --- Under pool.lock ---------------------------------------------------------

// Tops of ranges beyond the first kind are congruent modulo a huge page:
// MovePages then moves page tables instead of pages.
Range* Map(size_t capacity) {
  const bool aligned = capacity > kFirstReserve;
  const size_t bytes = capacity + kPage + (aligned ? kHugePage : 0);
  if (capacity > kMostReserved || pool.reserved > kMostReserved - bytes) {
    return nullptr;
  }
  void* memory = MapNoReserve(0, bytes, 0);
  if (memory == MAP_FAILED) return nullptr;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(memory);
  uintptr_t end = begin + bytes;
  if (aligned) {
    end &= -kHugePage;
  } else {
    // A stack of 64 KiB is not to take 2 MiB; the others may.
    madvise(memory, bytes, MADV_NOHUGEPAGE);
  }
  auto* range = reinterpret_cast<Range*>(end - kStackAlign);
  *range = {kRangeMagic, begin, end - begin, 0, false, nullptr};
  // What alignment leaves over above the end.
  if (begin + bytes != end) {
    munmap(reinterpret_cast<void*>(end), begin + bytes - end);
  }
  pool.reserved += range->bytes;
  return range;
}

Range* Take(size_t capacity) {
  const size_t i = FloorLog2(capacity);
  Range* range = pool.kept[i];
  if (range != nullptr) {
    pool.kept[i] = range->next;
    pool.kept_bytes -= range->touched;
  } else {
    range = pool.released[i];
    if (range == nullptr) return Map(capacity);
    pool.released[i] = range->next;
  }
  range->next = nullptr;
  return range;
}

void Release(Range* range) {
  const size_t bytes = range->bytes;
  if (munmap(reinterpret_cast<void*>(range->begin), bytes) == 0) {
    pool.reserved -= bytes;
    return;
  }
  // One mapping more than a process may have, on both sides of the hole.
  Discard(PageDown(range->hi() - range->touched), PageDown(range->hi()));
  range->touched = 0;
  Range** head = &pool.released[FloorLog2(range->capacity())];
  range->next = *head;
  *head = range;
}

void Give(Range* range) {
  if (pool.kept_bytes + range->touched > kMaxKept) {
    Release(range);
    return;
  }
  pool.kept_bytes += range->touched;
  Range** head = &pool.kept[FloorLog2(range->capacity())];
  range->next = *head;
  *head = range;
}

// --- Without it --------------------------------------------------------------

Range* TakeFromPool(size_t size, size_t reserve) {
  const ErrnoKept errno_kept;
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  Range* range = Take(reserve);
  if (range == nullptr && reserve != size) range = Take(size);
  return range;
}

}  // namespace

bool IsLarge(StackRange stack) {
  return stack.size() > kLargestSmall && !IsFresh(stack.lo);
}

StackRange AllocLarge(size_t size) {
  const size_t reserve = ReserveFor(size);
  const P* p = CurrentP();
  uintptr_t hi = 0;
  if (p != nullptr) {
    hi = caches[p->id].Take(FloorLog2(reserve));
    // Where the system refuses reservations.
    if (hi == 0) hi = caches[p->id].Take(FloorLog2(size));
  }
  Range* range = hi != 0 ? RangeOf(hi) : TakeFromPool(size, reserve);
  if (range == nullptr) return {};
  if (range->touched < size) range->touched = size;
  return {range->hi() - size, range->hi()};
}

void FreeLarge(StackRange stack) {
  Range* range = RangeOf(stack.hi);
  const P* p = CurrentP();
  if (p != nullptr &&
      caches[p->id].Give(range->hi(), FloorLog2(range->capacity()),
                         range->touched)) {
    return;
  }
  const ErrnoKept errno_kept;
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  Give(range);
}

void ReleaseFreeLarge() {
  const ErrnoKept errno_kept;
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  for (LargeCache& cache : caches) {
    while (const uintptr_t hi = cache.TakeAny()) Release(RangeOf(hi));
  }
  for (Range*& head : pool.kept) {
    while (head != nullptr) {
      Range* range = head;
      head = range->next;
      Release(range);
    }
  }
  pool.kept_bytes = 0;
}

bool GrowLarge(StackRange stack, size_t size) {
  Range* range = RangeOf(stack.hi);
  if (size > range->capacity()) return false;
  if (switches.inplace == 0) return false;
  if (range->touched < size) range->touched = size;
  return true;
}

void ShrinkLarge(StackRange stack, size_t size) {
  const ErrnoKept errno_kept;
  Range* range = RangeOf(stack.hi);
  Discard(PageDown(stack.hi - range->touched), PageDown(stack.hi - size));
  range->touched = size;
}

bool CanMovePages(StackRange old, StackRange fresh, size_t used) {
  // The kernel moves one mapping at a time, and a stack that has been moved is
  // one on its own in its range.
  return used >= kRemapAt && IsLarge(old) && IsLarge(fresh) &&
         !RangeOf(old.hi)->remapped;
}

bool MovePages(StackRange old, StackRange fresh, uintptr_t lowest) {
  Range* const from = RangeOf(old.hi);
  Range* const to = RangeOf(fresh.hi);
  const Range before = *from;
  Range after = *to;
  const uintptr_t end = from->end();
  const uintptr_t delta = to->end() - end;
  uintptr_t begin = PageDown(lowest);
  // Whole page tables, if both ranges reach that far.
  const uintptr_t table = lowest & -kHugePage;
  if (delta % kHugePage == 0 && table >= from->begin &&
      table + delta >= to->begin) {
    begin = table;
  }
  void* const target = reinterpret_cast<void*>(begin + delta);
  const ErrnoKept errno_kept;
  if (mremap(reinterpret_cast<void*>(begin), end - begin, end - begin,
             MREMAP_MAYMOVE | MREMAP_FIXED, target) == MAP_FAILED) {
    // The target may be gone already, and its addresses somebody else's: not
    // to be mapped over.
    if (MapNoReserve(begin + delta, end - begin, MAP_FIXED_NOREPLACE) ==
            MAP_FAILED &&
        errno != EEXIST) {
      Fatal("no memory for a goroutine's stack");
    }
    *to = after;
    return false;
  }
  after.remapped = true;
  *to = after;
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  if (begin != before.begin) {
    munmap(reinterpret_cast<void*>(before.begin), begin - before.begin);
  }
  pool.reserved -= before.bytes;
  return true;
}

size_t ReservedBytes() {
  Locked locked(&pool.lock);
  return pool.reserved;
}

}  // namespace pagurus
