#include "runtime/first_chunk.h"

#include <sys/mman.h>

#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"
#include "runtime/signal_mask.h"

namespace pagurus {
namespace {

// Chunks that an M keeps; half of them go to or come from the pool at a time.
constexpr uint32_t kMaxSpare = 128;
constexpr size_t kSlab = size_t{128} << 10;

// What no M has; linked through `next`.
struct Pool {
  Lock lock{LockRank::kPools};
  ArenaChunk* free = nullptr;
};
constinit Pool pool{};
PAG_HOLD_ACROSS_FORK(pool.lock);

void Push(ArenaChunk** list, ArenaChunk* chunk) {
  chunk->next = *list;
  *list = chunk;
}

ArenaChunk* Pop(ArenaChunk** list) {
  ArenaChunk* chunk = *list;
  if (chunk != nullptr) *list = chunk->next;
  return chunk;
}

// Under pool.lock.
bool AddSlab() {
  void* memory = mmap(nullptr, kSlab, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  const uintptr_t slab = reinterpret_cast<uintptr_t>(memory);
  for (size_t end = kSlab; end > 0; end -= kFirstChunk) {
    auto* chunk = reinterpret_cast<ArenaChunk*>(slab + end) - 1;
    *chunk = {slab + end - kFirstChunk, nullptr, nullptr, kFirstChunk};
    Push(&pool.free, chunk);
  }
  return true;
}

void Refill(M* m) {
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  while (m->n_spare_chunks < kMaxSpare / 2) {
    if (pool.free == nullptr && !AddSlab()) return;
    Push(&m->spare_chunks, Pop(&pool.free));
    ++m->n_spare_chunks;
  }
}

// Leaves m at most `keep`.
void Spill(M* m, uint32_t keep) {
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  while (m->n_spare_chunks > keep) {
    ArenaChunk* chunk = Pop(&m->spare_chunks);
    if (chunk == nullptr) break;
    Push(&pool.free, chunk);
    --m->n_spare_chunks;
  }
}

}  // namespace

ArenaChunk* TakeFirstChunk(M* m) {
  if (m->spare_chunks == nullptr) {
    m->n_spare_chunks = 0;  // what a handler's jump has made of it
    Refill(m);
  }
  ArenaChunk* chunk = Pop(&m->spare_chunks);
  if (chunk == nullptr) return nullptr;
  if (m->n_spare_chunks > 0) --m->n_spare_chunks;
  chunk->next = chunk->prev = nullptr;
  return chunk;
}

void GiveFirstChunk(M* m, ArenaChunk* chunk) {
  Push(&m->spare_chunks, chunk);
  if (++m->n_spare_chunks > kMaxSpare) Spill(m, kMaxSpare / 2);
}

void GiveSpareChunks(M* m) { Spill(m, 0); }

}  // namespace pagurus
