// Marking: the gray objects, and the threads that share them.
#ifndef PAGURUS_GC_MARK_H_
#define PAGURUS_GC_MARK_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// What all markers of one cycle have in common.
class MarkWork {
 public:
  // `markers` of them take part; Drain waits for all.
  explicit MarkWork(uint32_t markers);
};

// One thread's.
class Marker {
 public:
  explicit Marker(MarkWork* work);

  // Marks the object that `word` points to or into, if it does; any word.
  void Mark(uintptr_t word);

  // Marks all that is reachable from what was marked, and returns when nothing
  // is gray and all markers are here.
  void Drain();
};

}  // namespace pagurus

#endif  // PAGURUS_GC_MARK_H_
