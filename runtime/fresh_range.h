// Addresses that no stack had before, for the debug modes: a pointer that the
// mover missed then never points into a live stack by luck.
//
// One huge range is reserved without access and handed out from the bottom up,
// segment by segment.  A segment whose stacks are all dead is mapped anew as a
// whole, which gives its memory and its page tables back to the system; its
// addresses stay reserved.
#ifndef PAGURUS_RUNTIME_FRESH_RANGE_H_
#define PAGURUS_RUNTIME_FRESH_RANGE_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// `bytes` bytes of zeros at a never-used address, a multiple of 2 KiB; 0 if
// there are none left.  `bytes` is a power of two, at least 2 KiB.
uintptr_t AllocFresh(size_t bytes);

// If the address came from AllocFresh.
bool IsFresh(uintptr_t address);

// Gives [address, address + bytes), a result of AllocFresh, back.  With `fault`
// it becomes inaccessible at once (bytes is then at least a page).
void FreeFresh(uintptr_t address, size_t bytes, bool fault);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_FRESH_RANGE_H_
