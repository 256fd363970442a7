#include "gc/cache.h"

#include <pthread.h>
#include <sched.h>

#include <new>

#include "gc/mark.h"
#include "gc/metadata.h"
#include "gc/pacer.h"
#include "gc/pages.h"
#include "gc/sweep.h"
#include "gc/tables.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/switches.h"

namespace pagurus {

constinit Cache* shared_cache = nullptr;

namespace {

constinit std::atomic<Cache*> all_caches{nullptr};
// 1: StopAllocators has been called, and nobody enters.
constinit std::atomic<uint32_t> stopped{0};
// Changed while allocators are stopped.
constinit bool black = false;
constinit std::atomic<uint64_t> allocated_bytes{0};
constinit std::atomic<uint64_t> allocated_objects{0};

void CountAllocated(uint64_t bytes, uint64_t objects) {
  allocated_bytes.fetch_add(bytes, std::memory_order_relaxed);
  allocated_objects.fetch_add(objects, std::memory_order_relaxed);
  pacer.NoteAllocated(bytes);
}

void CheckPoison(const Span* s, uintptr_t begin, uintptr_t end) {
  for (uintptr_t p = begin; p < end; p += 8) {
    if (*reinterpret_cast<uint64_t*>(p) == kPoison) continue;
    Printer()
        .Text("pagurus: object of ")
        .Dec(s->cell_bytes)
        .Text(" bytes at ")
        .Hex(s->AddressOf(s->CellAt(p)))
        .Text(", at its byte ")
        .Dec((p - s->begin) % s->cell_bytes)
        .Text("\n");
    Fatal("an object was written to after it had been freed");
  }
}

// Makes cells first to last - 1, which are free, a run; zero.
void MakeRun(Span* s, uint32_t first, uint32_t last, Run* run,
             uintptr_t** link) {
  const uintptr_t begin = s->AddressOf(first);
  const uintptr_t end = s->AddressOf(last);
  if (!s->zero) {
    if (s->poisoned) CheckPoison(s, begin, end);
    __builtin_memset(reinterpret_cast<void*>(begin), 0, end - begin);
  }
  if (run->cursor == 0) {
    run->cursor = begin;
    run->end = end;
    return;
  }
  auto* words = reinterpret_cast<uintptr_t*>(begin);
  words[1] = end;
  **link = begin;
  *link = words;
}

// The first cell from i on whose live bit is `value`; s->cells if there is
// none.
uint32_t NextCell(const Span* s, uint32_t i, bool value) {
  const uint64_t* live = s->live_bits();
  while (i < s->cells) {
    const uint64_t word = value ? live[i / 64] : ~live[i / 64];
    const uint64_t rest = word >> (i % 64);
    if (rest != 0) {
      i += static_cast<uint32_t>(__builtin_ctzll(rest));
      break;
    }
    i = (i / 64 + 1) * 64;
  }
  return i < s->cells ? i : s->cells;
}

// Cells first to last - 1 are live from now on; and black.
void Take(Span* s, uint32_t first, uint32_t last) {
  uint64_t* live = s->live_bits();
  Marks* marks = s->marks();
  while (first < last) {
    const uint32_t w = first / 64;
    const uint32_t end = last < 64 * (w + 1) ? last : 64 * (w + 1);
    const uint64_t bits = (~uint64_t{0} >> (64 - (end - first)))
                          << (first % 64);
    // Others may be marking their neighbours.
    if (black) __atomic_fetch_or(&marks[w].beside, bits, __ATOMIC_RELAXED);
    __atomic_store_n(&live[w], live[w] | bits, __ATOMIC_RELAXED);
    first = end;
  }
}

// Gives the run all free cells of s; returns how many.  Cells of 8 bytes have
// no room for two words: of those, one run at a time.
uint32_t TakeFreeCells(Span* s, Run* run) {
  *run = {0, 0, 0, s};
  uintptr_t* link = &run->next;
  uint32_t taken = 0;
  for (uint32_t i = 0;;) {
    const uint32_t first = NextCell(s, i, false);
    if (first == s->cells) break;
    i = NextCell(s, first, true);
    MakeRun(s, first, i, run, &link);
    Take(s, first, i);
    taken += i - first;
    if (s->cell_bytes == 8) break;
  }
  return taken;
}

bool Refill(Cache* cache, const Kind* kind) {
  Kind* k = kinds[kind->index];
  Run* run = &cache->runs[k->index];
  uint32_t cells = 0;
  if (run->span == nullptr) {
    cache->used[cache->n_used++] = static_cast<uint16_t>(k->index);
  } else {
    Span* s = run->span;
    cells = TakeFreeCells(s, run);
    if (cells == 0) {
      Locked locked(&k->lock);
      k->full.Push(s);
    }
  }
  while (cells == 0) {
    Span* s = SpanWithFreeCells(k);
    if (s == nullptr) {
      *run = {};
      --cache->n_used;
      for (uint32_t i = 0; i < cache->n_used; ++i) {
        if (cache->used[i] == k->index) {
          cache->used[i] = cache->used[cache->n_used];
        }
      }
      return false;
    }
    cells = TakeFreeCells(s, run);
  }
  CountAllocated(uint64_t{cells} * k->cell, cells);
  return true;
}

}  // namespace

Cache* NewCache() {
  void* memory = ReserveMetadata(sizeof(Cache));
  if (memory == nullptr) return nullptr;
  // It is zero, and most of it is to stay untouched.
  auto* cache = static_cast<Cache*>(memory);
  new (&cache->lock) Lock(LockRank::kHeapCaches);
  // Kind 0's, to which the fast path comes with types that it does not know.
  cache->runs[0].cursor = 1;
  Cache* head = all_caches.load();
  do {
    cache->next_cache = head;
  } while (!all_caches.compare_exchange_weak(head, cache));
  return cache;
}

Lock* LockToEnter() {
  const P* p = CurrentP();
  auto* cache = p == nullptr ? nullptr : static_cast<Cache*>(p->heap);
  return cache == nullptr ? &shared_cache->lock : &cache->lock;
}

void Enter(Lock* lock) {
  for (;;) {
    lock->Acquire();
    if (stopped.load() == 0) return;
    lock->Release();
    while (stopped.load(std::memory_order_relaxed) != 0) sched_yield();
  }
}

void StopAllocators() {
  while (stopped.exchange(1) != 0) sched_yield();
  // Who is inside has one of these; who comes later sees the word.
  {
    Locked inside(&tables_lock);
  }
  for (Cache* c = all_caches.load(); c != nullptr; c = c->next_cache) {
    Locked inside(&c->lock);
  }
}

void ResumeAllocators() { stopped.store(0); }

// Nobody is inside; but threads that are gone may have been in the middle of
// finding that they may not enter.
void ResumeInChild() {
  for (Cache* c = all_caches.load(); c != nullptr; c = c->next_cache) {
    c->lock.ReleaseAfterFork();
  }
  ResumeAllocators();
}

void EmptyCaches() {
  for (Cache* c = all_caches.load(); c != nullptr; c = c->next_cache) {
    for (uint32_t i = 0; i < c->n_used; ++i) {
      Run* run = &c->runs[c->used[i]];
      Kind* kind = kinds[c->used[i]];
      Locked locked(&kind->lock);
      kind->full.Push(run->span);
      *run = {};
    }
    c->n_used = 0;
  }
}

void SetBlack(bool value) { black = value; }

void SweepCaches() {
  for (Cache* c = all_caches.load(); c != nullptr; c = c->next_cache) {
    for (uint32_t i = 0; i < c->n_used; ++i) {
      SweepCached(c->runs[c->used[i]].span);
    }
  }
}

bool CachesHave(const Span* span, uintptr_t cell) {
  for (Cache* c = all_caches.load(); c != nullptr; c = c->next_cache) {
    Run run = c->runs[span->kind->index];
    if (run.span != span) continue;
    for (;;) {
      if (cell >= run.cursor && cell < run.end) return true;
      if (run.next == 0) return false;
      const auto* words = reinterpret_cast<const uintptr_t*>(run.next);
      run = {run.next, words[1], words[0], run.span};
    }
  }
  return false;
}

uintptr_t AllocCell(Cache* cache, const Kind* kind) {
  Run* run = &cache->runs[kind->index];
  uintptr_t p = CutOff(run, kind->cell);
  if (p != 0) return p;
  if (!Refill(cache, kind)) return 0;
  return CutOff(run, kind->cell);
}

Span* AllocLarge(size_t bytes, const Pattern* pattern) {
  const size_t n = (bytes + kPageBytes - 1) >> kPageShift;
  if (bytes > PTRDIFF_MAX) return nullptr;
  SweepLarge(n);
  Span* s = NewPages(n, 1, Sweeper::kOutside);
  if (s == nullptr) return nullptr;
  s->kind = kinds[0];
  s->cell_bytes = bytes;
  s->pattern = pattern;
  s->has_references = pattern != nullptr;
  s->live_bits()[0] = 1;
  if (!s->zero) {
    __builtin_memset(reinterpret_cast<void*>(s->begin), 0, n << kPageShift);
  }
  pages.Publish(s);
  CountAllocated(n << kPageShift, 1);
  return s;
}

void PublishLarge(Span* span) {
  if (black) MarkBeside(span, 0);
  Locked locked(&kinds[0]->lock);
  kinds[0]->full.Push(span);
}

uint64_t AllocatedBytes() {
  return allocated_bytes.load(std::memory_order_relaxed);
}

uint64_t AllocatedObjects() {
  return allocated_objects.load(std::memory_order_relaxed);
}

}  // namespace pagurus
