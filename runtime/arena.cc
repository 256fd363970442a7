#include "runtime/arena.h"

#include <sys/mman.h>

#include "arch/entries.h"
#include "runtime/first_chunk.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/stack_alloc.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;
constexpr uintptr_t kCurAlign = 16;
// First steps on the way down, in sizes of the chunk (MapBelow).
constexpr size_t kFirstSteps = 512;
// ThreadSanitizer's mmap makes 0 of a wish that it has other uses for, and
// MAP_FIXED_NOREPLACE would take that literally.
constexpr int kThere = PAG_TSAN ? 0 : MAP_FIXED_NOREPLACE;

uintptr_t Map(uintptr_t where, size_t bytes, int flags) {
  void* memory =
      mmap(reinterpret_cast<void*>(where), bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | flags, -1, 0);
  return memory == MAP_FAILED ? 0 : reinterpret_cast<uintptr_t>(memory);
}

// Memory below `limit` at one of ever larger distances, `step` the first.
uintptr_t MapInSteps(uintptr_t limit, size_t bytes, size_t step) {
  for (; limit > step + kPage; step *= 2) {
    limit = (limit - step) & -kPage;
    const uintptr_t begin = Map(limit, bytes, kThere);
    if (begin == limit) return begin;
    // An old kernel takes the address for a wish, and so does TSan.
    if (begin != 0) munmap(reinterpret_cast<void*>(begin), bytes);
  }
  return 0;
}

// Memory below `limit`.  The kernel usually takes the highest hole there is,
// which is above only where something else has been unmapped.
uintptr_t MapBelow(uintptr_t limit, size_t bytes) {
  uintptr_t begin = Map(0, bytes, 0);
  if (begin == 0 || begin < limit) return begin;
  munmap(reinterpret_cast<void*>(begin), bytes);
  // Ever larger steps downwards: a hole that is large enough is soon found.
  // What takes most of the address space (the debug modes' stacks) leaves only
  // the largest steps, and other chunks may lie where those lead from here:
  // then from another first step.
  for (size_t first = 1; first < kFirstSteps; first += 2) {
    begin = MapInSteps(limit, bytes, first * bytes);
    if (begin != 0) return begin;
  }
  return 0;
}

// A chunk that lies below `limit`.
ArenaChunk* MapChunk(uintptr_t limit, size_t bytes) {
  const uintptr_t begin = MapBelow(limit, bytes);
  if (begin == 0) Fatal("no memory for pinned locals");
  if (switches.poison != 0) FillWords(begin, bytes, kPoisonFresh);
  auto* chunk =
      reinterpret_cast<ArenaChunk*>(begin + bytes - sizeof(ArenaChunk));
  *chunk = {begin, nullptr, nullptr, bytes};
  return chunk;
}

void FreeChunk(M* m, ArenaChunk* chunk) {
  if (chunk->mapped == kFirstChunk) {
    GiveFirstChunk(m, chunk);
    return;
  }
  munmap(reinterpret_cast<void*>(chunk->begin), chunk->mapped);
}

// Puts chunk behind prev, or first.
void LinkAfter(G* g, ArenaChunk* prev, ArenaChunk* chunk) {
  chunk->prev = prev;
  ArenaChunk*& link = prev == nullptr ? g->arena_first : prev->next;
  chunk->next = link;
  if (chunk->next != nullptr) chunk->next->prev = chunk;
  link = chunk;
}

void Unlink(G* g, ArenaChunk* chunk) {
  (chunk->prev == nullptr ? g->arena_first : chunk->prev->next) = chunk->next;
  if (chunk->next != nullptr) chunk->next->prev = chunk->prev;
}

// Takes bytes from the chunk from `cur` on; 0 if they do not fit.
uintptr_t Take(G* g, ArenaChunk* chunk, uintptr_t cur, size_t bytes,
               size_t align) {
  const uintptr_t address = (cur + align - 1) & -align;
  const uintptr_t end = reinterpret_cast<uintptr_t>(chunk);
  if (address < cur || address > end || bytes > end - address) return 0;
  const uintptr_t next = (address + bytes + kCurAlign - 1) & -kCurAlign;
  if (next > end) return 0;
  g->arena_cur = next;
  g->arena_end = end;
  return address;
}

// The chunk that arena_cur is in; null in front of the first.
ArenaChunk* CurrentChunk(const G* g) {
  auto* chunk = reinterpret_cast<ArenaChunk*>(g->arena_end);
  while (chunk != nullptr &&
         g->arena_cur > reinterpret_cast<uintptr_t>(chunk)) {
    chunk = chunk->prev;
  }
  return chunk;
}

// Takes bytes from a chunk that is made for them, to follow `current` (null: to
// be the first).
uintptr_t TakeFromNew(G* g, M* m, ArenaChunk* current, size_t bytes,
                      size_t align) {
  if (current == nullptr && g != &m->signal_g && bytes < kFirstChunk &&
      align < kFirstChunk) {
    ArenaChunk* chunk = TakeFirstChunk(m);
    if (chunk == nullptr) Fatal("no memory for pinned locals");
    const uintptr_t begin = chunk->begin;
    if (switches.poison != 0) {
      FillWords(begin, kFirstChunk - sizeof(ArenaChunk), kPoisonFresh);
    }
    LinkAfter(g, nullptr, chunk);
    const uintptr_t address = Take(g, chunk, begin, bytes, align);
    if (address != 0) return address;
    Unlink(g, chunk);
    GiveFirstChunk(m, chunk);
  }
  size_t size = kSecondChunk;
  if (current != nullptr && current->mapped >= kSecondChunk) {
    size =
        current->mapped < kLargestChunk ? current->mapped * 2 : kLargestChunk;
  }
  size_t need;
  if (__builtin_add_overflow(bytes, align + sizeof(ArenaChunk) + kPage,
                             &need)) {
    Fatal("a local variable's size is no size");
  }
  need &= -kPage;
  if (size < need) size = need;
  ArenaChunk* chunk =
      MapChunk(current == nullptr ? ~uintptr_t{0} : current->begin, size);
  LinkAfter(g, current, chunk);
  return Take(g, chunk, chunk->begin, bytes, align);
}

}  // namespace

void FreeArena(G* g) {
  ArenaChunk* chunk = g->arena_first;
  while (chunk != nullptr) {
    ArenaChunk* next = chunk->next;
    FreeChunk(pag_tls.m, chunk);
    chunk = next;
  }
  g->arena_first = nullptr;
  ResetArena(g);
}

bool HasSpareChunks(const G* g) {
  const ArenaChunk* current = CurrentChunk(g);
  return (current == nullptr ? g->arena_first : current->next) != nullptr;
}

size_t TrimArena(G* g) {
  ArenaChunk* const current = CurrentChunk(g);
  ArenaChunk* chunk = current == nullptr ? g->arena_first : current->next;
  if (current == nullptr) {
    g->arena_first = nullptr;
    ResetArena(g);
  } else {
    current->next = nullptr;
    // It may have been the limit of one of those that go.
    g->arena_end = reinterpret_cast<uintptr_t>(current);
  }
  size_t bytes = 0;
  while (chunk != nullptr) {
    ArenaChunk* next = chunk->next;
    bytes += chunk->mapped;
    FreeChunk(pag_tls.m, chunk);
    chunk = next;
  }
  return bytes;
}

void PrepareArena(G* g) {
  ArenaChunk* chunk = MapChunk(~uintptr_t{0}, kSecondChunk);
  LinkAfter(g, nullptr, chunk);
  g->arena_cur = chunk->begin;
  g->arena_end = reinterpret_cast<uintptr_t>(chunk);
}

}  // namespace pagurus

using namespace pagurus;

// The slow path's second half (arch/x86_64/arena_grow.S is the first): the
// next chunk is missing or too small.
void* __pag_arena_grow_native(uintptr_t bytes, uintptr_t align) {
  G* g = pag_tls.g;
  M* m = pag_tls.m;
  ArenaChunk* current = CurrentChunk(g);
  if (current != nullptr) {
    const uintptr_t here = Take(g, current, g->arena_cur, bytes, align);
    if (here != 0) return reinterpret_cast<void*>(here);
  }
  // A spare that is too small now will be too small again: replace it.
  for (;;) {
    ArenaChunk* spare = current == nullptr ? g->arena_first : current->next;
    if (spare == nullptr) break;
    const uintptr_t there = Take(g, spare, spare->begin, bytes, align);
    if (there != 0) return reinterpret_cast<void*>(there);
    Unlink(g, spare);
    FreeChunk(m, spare);
  }
  return reinterpret_cast<void*>(TakeFromNew(g, m, current, bytes, align));
}
