// Free stacks of one P, by size class: taken and given back without a lock.
#ifndef PAGURUS_RUNTIME_STACK_CACHE_H_
#define PAGURUS_RUNTIME_STACK_CACHE_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// Classes of the sizes 2^kFirstStackClass (1 KiB) to 32 KiB.  (Larger ones:
// large_cache.h.)
inline constexpr int kFirstStackClass = 10;
inline constexpr int kStackClasses = 6;
// Bytes of one class that a P keeps; half of it goes to or comes from the
// common pool at a time.
inline constexpr size_t kStackCacheBytes = size_t{64} << 10;

struct StackCache {
  struct List {
    uintptr_t head;  // a free stack's hi, or 0; its top word links the next
    size_t bytes;
  };
  List lists[kStackClasses];
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_STACK_CACHE_H_
