// The first chunks of pinned arenas.
//
// Many goroutines have a pinned local or two and end soon: mapping and
// unmapping memory for each would cost more than all else that they do.  Their
// first chunks are small, cut from slabs and kept for ever, some of them by
// each M, which takes and gives them back without a lock.  (An M, not a P: a
// chunk is taken in a native call, during which the P may go.)
//
// A signal handler must not take one: it may have interrupted its own M here.
// One that leaves by siglongjmp costs a chunk at most.
#ifndef PAGURUS_RUNTIME_FIRST_CHUNK_H_
#define PAGURUS_RUNTIME_FIRST_CHUNK_H_

#include <stddef.h>

#include "runtime/m.h"

namespace pagurus {

// Bytes, the chunk's header included.  With the stack and the G it is to be
// less than a page.
inline constexpr size_t kFirstChunk = 1024;

// A chunk of kFirstChunk bytes with an empty header but for `begin` and
// `mapped`; null without memory.
ArenaChunk* TakeFirstChunk(M* m);

// Takes it back.
void GiveFirstChunk(M* m, ArenaChunk* chunk);

// Lets other Ms have all that m keeps: its thread ends.
void GiveSpareChunks(M* m);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_FIRST_CHUNK_H_
