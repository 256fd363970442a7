// Memory for channels and wait blocks.
//
// The program's malloc may be managed code, so the runtime cannot use it.
// Blocks of power-of-two sizes are carved from slabs and kept in free lists,
// for ever; larger ones are mappings of their own.
#ifndef PAGURUS_RUNTIME_SYNC_MEMORY_H_
#define PAGURUS_RUNTIME_SYNC_MEMORY_H_

#include <stddef.h>

namespace pagurus {

inline constexpr size_t kMemoryAlign = 64;

// At least `size` bytes, aligned to kMemoryAlign, contents undefined; null
// without memory.  *actual (or null): how many they are.  Any thread; may be
// called with locks held (I11: kPools).
void* AllocMemory(size_t size, size_t* actual);

// Takes back what AllocMemory gave for `size`, or for the `actual` it told.
void FreeMemory(void* memory, size_t size);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_MEMORY_H_
