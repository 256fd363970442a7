// The timers that are set, the next one first: a heap in which each entry has
// four children, half as deep as a binary one, the children in one cache line.
//
// An entry repeats the time, so that sifting reads no timer; it writes each
// timer's place when that changes.
//
// A collector that marks visits the entries from the last to the first
// (TimersVisit).  One that comes from the front to behind where it stands would
// be missed, so what it works on is noted: parents that make room (SiftUp), and
// what timers.cc takes out or sets to a later time.  Others come to the front,
// or from the end, where they have been visited.
#ifndef PAGURUS_RUNTIME_TIMERS_HEAP_H_
#define PAGURUS_RUNTIME_TIMERS_HEAP_H_

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "runtime/barrier.h"
#include "runtime/timers/timers.h"

namespace pagurus {

// Not thread-safe.
class TimerHeap {
 public:
  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }
  Timer* first() const { return entries_[0].timer; }
  // In no order; i < size().
  const Timer& at(uint32_t i) const { return *entries_[i].timer; }

  // False without memory.
  bool Push(Timer* timer) {
    if (size_ == capacity_ && !Grow()) return false;
    SiftUp(size_++, {timer->when, timer});
    return true;
  }

  // `timer` is in the heap.
  void Remove(Timer* timer) {
    const uint32_t hole = timer->place - 1;
    timer->place = 0;
    const Entry last = entries_[--size_];
    if (hole == size_) return;
    if (hole > 0 && last.when < entries_[Parent(hole)].when) {
      SiftUp(hole, last);
    } else {
      SiftDown(hole, last);
    }
  }

  // timer->when of one in the heap has been changed to a later time.
  void Later(Timer* timer) { SiftDown(timer->place - 1, {timer->when, timer}); }

 private:
  struct Entry {
    int64_t when;
    Timer* timer;
  };
  static constexpr uint32_t kChildren = 4;
  static constexpr size_t kFirstBytes = size_t{64} << 10;

  static uint32_t Parent(uint32_t i) { return (i - 1) / kChildren; }

  void Put(uint32_t i, Entry entry) {
    entries_[i] = entry;
    entry.timer->place = i + 1;
  }

  // Entry i is a hole: it goes up until `entry` may stand there.
  void SiftUp(uint32_t i, Entry entry) {
    while (i > 0 && entry.when < entries_[Parent(i)].when) {
      NoteDropped(entries_[Parent(i)].timer->arg);
      Put(i, entries_[Parent(i)]);
      i = Parent(i);
    }
    Put(i, entry);
  }

  void SiftDown(uint32_t i, Entry entry) {
    for (;;) {
      const uint64_t first = uint64_t{i} * kChildren + 1;
      if (first >= size_) break;
      const uint64_t end =
          first + kChildren < size_ ? first + kChildren : size_;
      uint32_t least = static_cast<uint32_t>(first);
      for (uint32_t c = least + 1; c < end; ++c) {
        if (entries_[c].when < entries_[least].when) least = c;
      }
      if (entries_[least].when >= entry.when) break;
      Put(i, entries_[least]);
      i = least;
    }
    Put(i, entry);
  }

  // Without the heap (I7).  Never shrinks: pages of it that are not used were
  // used before.
  bool Grow() {
    const size_t old_bytes = capacity_ * sizeof(Entry);
    const size_t bytes = old_bytes == 0 ? kFirstBytes : 2 * old_bytes;
    void* memory = old_bytes == 0
                       ? mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                       : mremap(entries_, old_bytes, bytes, MREMAP_MAYMOVE);
    if (memory == MAP_FAILED) return false;
    entries_ = static_cast<Entry*>(memory);
    capacity_ = static_cast<uint32_t>(bytes / sizeof(Entry));
    return true;
  }

  Entry* entries_ = nullptr;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TIMERS_HEAP_H_
