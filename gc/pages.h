// Pages: the heap's address range, and which of its pages are free.
//
// One range is reserved at the start, so that whether a word is an address in
// the heap, and of which span, takes a subtraction, a comparison and a load:
//
//      range  | span A | free | span B          | free | never used ...
//      map    |   A  A |  f  f|   B  B  B  B  B | f 0 f| 0 0 0 0 0 0 0
//
// Each page's word in the map leads to its span; of free pages, those of the
// first and the last, by which neighbours find each other and unite.  Pages are
// taken where they fit best, those that have memory first.  Memory of free
// pages goes back to the OS when all of them have more than a goal (pacer.h).
#ifndef PAGURUS_GC_PAGES_H_
#define PAGURUS_GC_PAGES_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "gc/span.h"

namespace pagurus {

// Where spans are: what SpanAt needs, for loops to keep in registers.
struct PageMap {
  uintptr_t base;
  size_t reserved;  // bytes
  std::atomic<Span*>* map;

  Span* SpanAt(uintptr_t address) const {
    const uintptr_t offset = address - base;
    if (offset >= reserved) return nullptr;
    return map[offset >> kPageShift].load(std::memory_order_acquire);
  }
};

class Pages {
 public:
  // The span that `address` lies in, or null.  Free pages may give one without
  // cells.  Any thread, without a lock.
  Span* SpanAt(uintptr_t address) const { return map().SpanAt(address); }
  PageMap map() const { return {base_, reserved_, map_}; }
  bool Contains(uintptr_t address) const { return address - base_ < reserved_; }

  // A span of `pages` pages with `bit_words` words of bits of each sort (zero),
  // begin, pages and zero set, and everything else zero.  Null if there is no
  // room within the limit; unless `grow`, also if the pages would have to come
  // out of the range's unused part.
  Span* Alloc(size_t pages, uint16_t bit_words, bool grow);
  // The caller has set what describes the span's cells.  Who finds a reference
  // to one of them, and the span by it, sees that.
  void Publish(Span* span);
  // Takes it back.
  void Free(Span* span);

  // Reserves the range; later calls do nothing.  Any thread.
  void Init();
  // No more than so many bytes in spans, 0: as many as there are.
  void SetLimit(uint64_t bytes);
  uint64_t limit() const { return limit_.load(std::memory_order_relaxed); }
  // Spans and free pages together may keep so many bytes of memory.
  void SetGoal(uint64_t bytes) {
    goal_.store(bytes >> kPageShift, std::memory_order_relaxed);
  }
  // Gives memory of free pages back to the OS until the goal is reached.
  void ReturnMemory();

  // Bytes in spans; of free pages' memory; that went back to the OS, in all.
  uint64_t used_bytes() const {
    return used_.load(std::memory_order_relaxed) << kPageShift;
  }
  uint64_t free_bytes() const {
    return resident_.load(std::memory_order_relaxed) << kPageShift;
  }
  uint64_t returned_bytes() const {
    return returned_.load(std::memory_order_relaxed) << kPageShift;
  }
  uint64_t spans() const { return spans_.load(std::memory_order_relaxed); }

  // Calls f(span) for each span in use, one after the other, by address.
  // Nothing else happens meanwhile.
  template <typename F>
  void ForEachSpan(F f) const {
    for (uintptr_t a = base_; a < base_ + grown_;) {
      const Span* s = SpanAt(a);
      if (s->cells != 0) f(s);
      a += static_cast<size_t>(s->pages) << kPageShift;
    }
  }
  // Null, or what is wrong with the free pages.  The same.
  const char* Verify() const;

 private:
  // Sizes 1 to 64 pages have a bucket each, larger ones four for each doubling.
  static constexpr int kBuckets = 64 + 4 * 22;
  static int BucketOf(size_t pages);
  // Of one sort: all with memory, or none.
  struct FreeLists {
    Span* heads[kBuckets];
    uint64_t filled[(kBuckets + 63) / 64];
  };

  // All of these under the lock.
  Span* NewSpan(uint16_t bit_words);
  void DropSpan(Span* span);
  void Insert(Span* span);
  void Remove(Span* span);
  Span* Find(size_t pages);
  Span* FindIn(FreeLists* lists, size_t pages);
  bool Grow(size_t pages);
  void Unite(Span* span);
  void SetMap(uintptr_t begin, size_t pages, Span* span);
  void Scavenge();

  uintptr_t base_ = 0;
  size_t reserved_ = 0;  // bytes
  std::atomic<Span*>* map_ = nullptr;
  std::atomic<bool> ready_{false};
  size_t grown_ = 0;  // bytes that were ever in use
  std::atomic<uint64_t> limit_{0};
  std::atomic<uint64_t> goal_{UINT64_MAX};  // pages
  std::atomic<uint64_t> used_{0};           // pages in spans
  std::atomic<uint64_t> resident_{0};       // free pages that may have memory
  std::atomic<uint64_t> returned_{0};
  std::atomic<uint64_t> spans_{0};
  FreeLists lists_[2] = {};                // without memory, with memory
  Span* unused_[kMaxCells / 64 + 1] = {};  // descriptors, by bit_words
};

extern Pages pages;

}  // namespace pagurus

#endif  // PAGURUS_GC_PAGES_H_
