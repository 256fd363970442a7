// The pinned arena: memory for locals whose address escapes.  It never moves.
//
// A list of chunks, used as a stack.  A function takes bytes by adding to
// arena_cur and gives them back by restoring it, so everything behind is spare.
// A chunk's header stands at its end, so that arena_end is both the limit and
// the way to the list.
//
//   next chunk                      first chunk
//   | begin ... cur | free |header|<--| begin ... used ... |header|
//                 ^         ^
//          arena_cur     arena_end                  higher addresses -->
//
// Each chunk lies below those before it.  A function that gives back the last
// bytes of the newest chunk leaves arena_end alone: one word less to keep and
// to restore.  Then arena_end is the limit of a chunk newer, hence lower, than
// the one that arena_cur is in; the next allocation finds itself beyond the
// limit and takes the slow path, which looks for the right chunk.  The other
// way round, arena_end never belongs to an older chunk, whose limit would be
// too high.
#ifndef PAGURUS_RUNTIME_ARENA_H_
#define PAGURUS_RUNTIME_ARENA_H_

#include <stddef.h>

#include "runtime/g.h"

namespace pagurus {

// The first chunk is small (first_chunk.h); the next has as many bytes as this,
// each further one twice the bytes of the one before it, up to kLargestChunk;
// or what the request needs.
inline constexpr size_t kSecondChunk = 8192;
inline constexpr size_t kLargestChunk = size_t{1} << 20;

// Gives all chunks of g back.
void FreeArena(G* g);

// Of g, which does not run: whether there are chunks that nothing is in; gives
// them back, and returns their bytes.
bool HasSpareChunks(const G* g);
size_t TrimArena(G* g);

// arena_cur in front of the first chunk: higher than any limit, as the older
// chunk's addresses always are, however many bytes are added.
inline constexpr uintptr_t kNoChunk = uintptr_t{1} << 63;

// Empties the arena without freeing it.
inline void ResetArena(G* g) {
  g->arena_cur = kNoChunk;
  g->arena_end = 0;
}

// Gives g its first chunk, so that its first functions need not.
void PrepareArena(G* g);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_ARENA_H_
