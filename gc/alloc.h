// Allocation's slow path: whoever asks, whatever for.
#ifndef PAGURUS_GC_ALLOC_H_
#define PAGURUS_GC_ALLOC_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/tables.h"
#include "runtime/pagurus_gc.h"

namespace pagurus {

struct Wanted {
  pag_type* type;
  size_t bytes;
  bool array;
  // Where it is rooted before anybody can collect it: here, by a new handle;
  // else in the current G's sched.ret.
  pag_handle* handle;
  // The caller can wait, and ask again.
  bool can_wait;
};

// Instead of an object: collections are behind, and the caller, which can, is
// to wait until one has ended.
inline constexpr uintptr_t kWait = 1;

// The object, 0 without memory, after a collection, or kWait.  In native code,
// on a system stack.
uintptr_t TryAllocate(const Wanted& wanted);
// The same; without memory a fatal error.
uintptr_t Allocate(const Wanted& wanted);

}  // namespace pagurus

#endif  // PAGURUS_GC_ALLOC_H_
