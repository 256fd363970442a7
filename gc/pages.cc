#include "gc/pages.h"

#include <errno.h>
#include <sys/mman.h>

#include "gc/metadata.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"

namespace pagurus {

constinit Pages pages;

namespace {

constinit Lock lock{LockRank::kHeapPages};
PAG_HOLD_ACROSS_FORK(lock);

constexpr size_t kLargestRange = size_t{256} << 30;
constexpr size_t kSmallestRange = size_t{256} << 20;
// Pages that the range's used part grows by at least.
constexpr size_t kGrowPages = 128;

size_t DescriptorBytes(uint16_t bit_words) {
  return sizeof(Span) + bit_words * (sizeof(Marks) + sizeof(uint64_t));
}

}  // namespace

int Pages::BucketOf(size_t n) {
  if (n <= 64) return static_cast<int>(n) - 1;
  const int k = 63 - __builtin_clzll(n);
  return 64 + 4 * (k - 6) + static_cast<int>(n >> (k - 2) & 3);
}

void Pages::Init() {
  if (ready_.load(std::memory_order_acquire)) return;
  Locked locked(&lock);
  if (ready_.load(std::memory_order_relaxed)) return;
  const int saved_errno = errno;
  for (size_t size = kLargestRange;; size /= 2) {
    if (size < kSmallestRange) Fatal("no address space for the heap");
    void* memory = ReserveMetadata(size);
    if (memory == nullptr) continue;
    void* map = ReserveMetadata((size >> kPageShift) * sizeof *map_);
    if (map == nullptr) {
      munmap(memory, size);
      continue;
    }
    const auto begin = reinterpret_cast<uintptr_t>(memory);
    base_ = (begin + kPageBytes - 1) & -kPageBytes;
    map_ = static_cast<std::atomic<Span*>*>(map);
    reserved_ = (begin + size - base_) & -kPageBytes;
    break;
  }
  errno = saved_errno;
  ready_.store(true, std::memory_order_release);
}

void Pages::SetLimit(uint64_t bytes) {
  limit_.store(bytes, std::memory_order_relaxed);
}

void Pages::ReturnMemory() {
  Locked locked(&lock);
  Scavenge();
}

Span* Pages::NewSpan(uint16_t bit_words) {
  Span* s = unused_[bit_words];
  if (s == nullptr) {
    s = static_cast<Span*>(AllocMetadata(DescriptorBytes(bit_words)));
  } else {
    unused_[bit_words] = s->next;
    __builtin_memset(static_cast<void*>(s), 0, DescriptorBytes(bit_words));
  }
  s->bit_words = bit_words;
  return s;
}

// Markers may still find it in the map's old words: it has no cells.
void Pages::DropSpan(Span* span) {
  span->cells = 0;
  span->next = unused_[span->bit_words];
  unused_[span->bit_words] = span;
}

void Pages::Insert(Span* span) {
  FreeLists& lists = lists_[span->resident != 0];
  const int b = BucketOf(span->pages);
  span->prev = nullptr;
  span->next = lists.heads[b];
  if (span->next != nullptr) span->next->prev = span;
  lists.heads[b] = span;
  lists.filled[b / 64] |= uint64_t{1} << (b % 64);
  resident_.store(resident_ + span->resident, std::memory_order_relaxed);
}

void Pages::Remove(Span* span) {
  FreeLists& lists = lists_[span->resident != 0];
  const int b = BucketOf(span->pages);
  (span->prev == nullptr ? lists.heads[b] : span->prev->next) = span->next;
  if (span->next != nullptr) span->next->prev = span->prev;
  if (lists.heads[b] == nullptr) {
    lists.filled[b / 64] &= ~(uint64_t{1} << (b % 64));
  }
  resident_.store(resident_ - span->resident, std::memory_order_relaxed);
}

// Of the bucket that n itself is in only some fit; all in the later ones do.
Span* Pages::FindIn(FreeLists* lists, size_t n) {
  int b = BucketOf(n);
  int tries = 16;
  for (Span* s = lists->heads[b]; s != nullptr && tries-- > 0; s = s->next) {
    if (s->pages >= n) return s;
  }
  for (++b; b < kBuckets; b = (b / 64 + 1) * 64) {
    const uint64_t filled = lists->filled[b / 64] >> (b % 64);
    if (filled != 0) return lists->heads[b + __builtin_ctzll(filled)];
  }
  return nullptr;
}

Span* Pages::Find(size_t n) {
  Span* s = FindIn(&lists_[1], n);
  return s != nullptr ? s : FindIn(&lists_[0], n);
}

void Pages::SetMap(uintptr_t begin, size_t n, Span* span) {
  std::atomic<Span*>* word = &map_[(begin - base_) >> kPageShift];
  for (size_t i = 0; i < n; ++i) word[i].store(span, std::memory_order_release);
}

// Makes a free span out of `span`, which is in no list, and its neighbours.
void Pages::Unite(Span* span) {
  const size_t first = (span->begin - base_) >> kPageShift;
  Span* before = first == 0 ? nullptr : map_[first - 1].load();
  if (before != nullptr && !before->in_use) {
    Remove(before);
    SetMap(span->begin, 1, nullptr);
    SetMap(span->begin - kPageBytes, 1, nullptr);
    before->pages += span->pages;
    before->resident += span->resident;
    before->zero &= span->zero;
    DropSpan(span);
    span = before;
  }
  const uintptr_t end =
      span->begin + (static_cast<size_t>(span->pages) << kPageShift);
  Span* after = end - base_ >= grown_ ? nullptr : SpanAt(end);
  if (after != nullptr && !after->in_use) {
    Remove(after);
    SetMap(end - kPageBytes, 2, nullptr);
    span->pages += after->pages;
    span->resident += after->resident;
    span->zero &= after->zero;
    DropSpan(after);
  }
  SetMap(span->begin, 1, span);
  SetMap(span->begin + (static_cast<size_t>(span->pages - 1) << kPageShift), 1,
         span);
  Insert(span);
}

bool Pages::Grow(size_t n) {
  if (n < kGrowPages) n = kGrowPages;
  const size_t left = (reserved_ - grown_) >> kPageShift;
  if (n > left) return false;
  Span* s = NewSpan(0);
  s->begin = base_ + grown_;
  s->pages = static_cast<uint32_t>(n);
  s->zero = true;
  grown_ += n << kPageShift;
  Unite(s);
  return true;
}

Span* Pages::Alloc(size_t n, uint16_t bit_words, bool grow) {
  Init();
  Locked locked(&lock);
  const uint64_t limit = limit_.load(std::memory_order_relaxed);
  // More than the map's numbers hold, or than the range.
  if (n > reserved_ >> kPageShift) return nullptr;
  if (limit != 0 && used_ + n > limit >> kPageShift) return nullptr;
  Span* from = Find(n);
  if (from == nullptr) {
    if (!grow || !Grow(n)) return nullptr;
    from = Find(n);
    // The last bit of the range may be in a bucket with too many others.
    if (from == nullptr) return nullptr;
  }
  Remove(from);
  Span* s = NewSpan(bit_words);
  s->begin = from->begin;
  s->pages = static_cast<uint32_t>(n);
  s->zero = from->zero;
  if (from->pages == n) {
    DropSpan(from);
  } else {
    from->begin += n << kPageShift;
    from->pages -= static_cast<uint32_t>(n);
    // Which pages have memory is not known.
    if (from->resident > from->pages) from->resident = from->pages;
    SetMap(from->begin, 1, from);
    Insert(from);
  }
  // For its neighbours, which may not read what its owner writes from here on.
  s->in_use = true;
  s->cells = 1;
  SetMap(s->begin, n, s);
  used_.store(used_ + n, std::memory_order_relaxed);
  spans_.store(spans_ + 1, std::memory_order_relaxed);
  return s;
}

// A marker that loads the reference may be ahead of the store that has made it
// known; but what it loads from the map is behind these.
void Pages::Publish(Span* span) { SetMap(span->begin, span->pages, span); }

void Pages::Free(Span* span) {
  Locked locked(&lock);
  const size_t n = span->pages;
  SetMap(span->begin, n, nullptr);
  used_.store(used_ - n, std::memory_order_relaxed);
  spans_.store(spans_ - 1, std::memory_order_relaxed);
  Span* s = NewSpan(0);
  s->begin = span->begin;
  s->pages = s->resident = static_cast<uint32_t>(n);
  DropSpan(span);
  Unite(s);
  Scavenge();
}

// The longest runs first: fewest calls, and the last to be wanted.  With some
// to spare, so that not every free page comes here.
void Pages::Scavenge() {
  const uint64_t goal = goal_.load(std::memory_order_relaxed);
  const uint64_t used = used_.load(std::memory_order_relaxed);
  if (resident_ == 0 || used + resident_ <= goal) return;
  const uint64_t keep = used < goal ? goal - used : 0;
  const uint64_t target = keep - keep / 8;
  const int saved_errno = errno;
  for (int b = kBuckets - 1; b >= 0 && resident_ > target; --b) {
    while (resident_ > target && lists_[1].heads[b] != nullptr) {
      Span* s = lists_[1].heads[b];
      Remove(s);
      madvise(reinterpret_cast<void*>(s->begin),
              static_cast<size_t>(s->pages) << kPageShift, MADV_DONTNEED);
      returned_.store(returned_ + s->resident, std::memory_order_relaxed);
      s->resident = 0;
      s->zero = true;
      Insert(s);
    }
  }
  errno = saved_errno;
}

const char* Pages::Verify() const {
  uint64_t used = 0;
  uint64_t resident = 0;
  bool was_free = false;
  for (uintptr_t a = base_; a < base_ + grown_;) {
    const Span* s = SpanAt(a);
    if (s == nullptr) return "a page without a span";
    if (s->begin != a) return "a span does not begin where it should";
    const uintptr_t end = a + (static_cast<size_t>(s->pages) << kPageShift);
    if (SpanAt(end - 1) != s) return "a span does not end where it should";
    const bool is_free = !s->in_use;
    if (is_free && was_free) return "free neighbours have not united";
    if (is_free && s->zero && s->resident != 0) {
      return "pages without memory count as resident";
    }
    for (uintptr_t p = a + kPageBytes; p + kPageBytes < end; p += kPageBytes) {
      if (SpanAt(p) != (is_free ? nullptr : s)) return "a page's map is wrong";
    }
    if (is_free) resident += s->resident;
    if (!is_free) used += s->pages;
    was_free = is_free;
    a = end;
  }
  if (used != used_) return "the number of used pages is wrong";
  if (resident != resident_) return "the number of resident pages is wrong";
  return nullptr;
}

}  // namespace pagurus
