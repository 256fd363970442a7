// Where small stacks come from: spans, each cut into stacks of one size.
//
//   span, 256 KiB, at a multiple of that
//   | header | ... | block | block | block |   blocks are handed out from the
//                                         ^    top; free ones are linked
//
// A span knows how many of its stacks are free.  When all are, it serves any
// size again; of such spans 16 MiB are kept, and the memory of the others goes
// back to the system (their address space does not: a hole in it would be one
// of the 65,530 mappings that a process may have).  So what a million
// goroutines needed for a while is not the program's for ever.
//
// Not thread-safe; no allocation (I7).
#ifndef PAGURUS_RUNTIME_STACK_SPANS_H_
#define PAGURUS_RUNTIME_STACK_SPANS_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/stack_alloc.h"
#include "runtime/stack_cache.h"

namespace pagurus {

inline constexpr size_t kSpan = size_t{256} << 10;
// Of spans without a stack in use.
inline constexpr size_t kMaxKept = size_t{16} << 20;

class StackSpans {
 public:
  // The top of a stack of 2^(kFirstStackClass + c) bytes; 0 without memory.
  uintptr_t Take(int c);
  // Takes it back.
  void Give(uintptr_t hi);

  // Gives the memory of spans without a stack in use back, all of it.
  void Release();

  // Bytes in spans without a stack in use whose memory is kept.
  size_t kept() const { return kept_; }

 private:
  struct Span;

  Span* NewSpan();
  Span* Empty(int c);
  void Release(Span* span);

  Span* partial_[kStackClasses] = {};  // with free stacks and others
  Span* kept_spans_ = nullptr;         // without stacks, linked by next
  Span* released_ = nullptr;           // the same, without memory
  size_t kept_ = 0;
  uintptr_t region_ = 0;  // address space for more spans
  uintptr_t region_end_ = 0;
  bool one_was_not_enough_ = false;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_STACK_SPANS_H_
