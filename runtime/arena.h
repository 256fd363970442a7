// The pinned arena: memory for locals whose address escapes.  It never moves.
//
// A list of chunks, used as a stack.  A function takes bytes by adding to
// arena_cur and gives them back by restoring arena_cur and arena_end, so
// everything behind the current chunk is spare.  A chunk's header stands at
// its end, so that arena_end is both the limit and the way to the list.
//
//   first chunk                     next chunk
//   | begin ... used ... |header|-->| begin ... cur | free |header|--> spares
//                                                 ^         ^
//                                          arena_cur     arena_end
#ifndef PAGURUS_RUNTIME_ARENA_H_
#define PAGURUS_RUNTIME_ARENA_H_

#include <stddef.h>

#include "runtime/g.h"

namespace pagurus {

// Bytes of a goroutine's first chunk; each further one has twice the bytes of
// the one before it, up to kLargestChunk, or what the request needs.
inline constexpr size_t kFirstChunk = 8192;
inline constexpr size_t kLargestChunk = size_t{1} << 20;

// Gives all chunks of g back.  Keeps one per M for the next goroutine.
void FreeArena(G* g);

// Empties the arena without freeing it.
inline void ResetArena(G* g) { g->arena_cur = g->arena_end = 0; }

// Gives g its first chunk, so that its first functions need not.
void PrepareArena(G* g);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_ARENA_H_
