// Span: a run of pages with cells of one kind, or one large object, or free.
//
//   pages   | cell 0 | cell 1 | cell 2 | ...                       | rest |
//
//   Span    | list, lock side | what marking reads | marks     | live bits |
//             one line          one line             2 bits per cell, 1
//
// Live: what the last collection found, and all cells that have been given to
// an allocator since.  What is not live is free.  Marks: what the collection
// that runs has found so far; all zero between collections, once the span has
// been swept.  Sweeping turns the marks into the live bits.
//
// A marker that is alone sets a mark by a plain store, which costs a fraction
// of a locked instruction; so whoever marks beside it (allocators, who
// overwrites, who assists) has words of its own.  A cell is marked if it is in
// either; in both, if two came at the same moment, it is followed and counted
// twice.
#ifndef PAGURUS_GC_SPAN_H_
#define PAGURUS_GC_SPAN_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/pattern.h"
#include "gc/size_class.h"

namespace pagurus {

struct Kind;

// Of 64 cells.
struct Marks {
  uint64_t by_markers;
  uint64_t beside;  // by locked instructions only
};

struct alignas(64) Span {
  // --- free pages' or a kind's ---
  Span* next;
  Span* prev;  // of free pages
  Kind* kind;  // of its objects
  uint32_t pages;
  uint32_t resident;  // of free pages, how many may have memory: an upper bound
  uint16_t bit_words;
  bool zero;      // all of it is zero, and was never handed out
  bool poisoned;  // all free cells hold kPoison
  bool in_use;    // no free pages; under the lock of Pages
  // --- what marking reads ---
  alignas(64) uintptr_t begin;
  uint32_t cells;     // 0: none yet, or none any more
  uint32_t magic;     // CellMagic; 0: one cell
  size_t cell_bytes;  // of a large object, its length
  // Words of a cell that are references, if a cell has at most 64.
  uint64_t mask;
  // The same of larger cells.  Null: see mask.
  const Pattern* pattern;
  bool has_references;

  // Marks, then live bits.
  Marks* marks() { return reinterpret_cast<Marks*>(this + 1); }
  uint64_t* live_bits() {
    return reinterpret_cast<uint64_t*>(marks() + bit_words);
  }
  const Marks* marks() const {
    return reinterpret_cast<const Marks*>(this + 1);
  }
  const uint64_t* live_bits() const {
    return reinterpret_cast<const uint64_t*>(marks() + bit_words);
  }

  // The cell that holds the byte at `address`, which is in the span's pages; a
  // number >= cells if none does.
  uint32_t CellAt(uintptr_t address) const {
    return static_cast<uint32_t>((address - begin) * magic >> 32);
  }
  uintptr_t AddressOf(uint32_t cell) const { return begin + cell * cell_bytes; }
};
static_assert(sizeof(Span) == 128);

inline constexpr uint64_t kPoison = 0xdbdbdbdbdbdbdbdb;

inline bool TestBit(const uint64_t* bits, uint32_t i) {
  return (__atomic_load_n(&bits[i / 64], __ATOMIC_RELAXED) >> (i % 64) & 1) !=
         0;
}

inline bool TestMark(const Marks* marks, uint32_t i) {
  const Marks& m = marks[i / 64];
  const uint64_t word = __atomic_load_n(&m.by_markers, __ATOMIC_RELAXED) |
                        __atomic_load_n(&m.beside, __ATOMIC_RELAXED);
  return (word >> (i % 64) & 1) != 0;
}

// Spans, first in, first out; one after the other in time, or under a lock.
struct SpanList {
  Span* head = nullptr;
  Span* tail = nullptr;
  uint64_t size = 0;

  // Also without the lock, and then it may be wrong by now.
  bool empty() const { return __atomic_load_n(&size, __ATOMIC_RELAXED) == 0; }

  void Push(Span* s) {
    SetSize(size + 1);
    s->next = nullptr;
    (tail == nullptr ? head : tail->next) = s;
    tail = s;
  }
  Span* Pop() {
    Span* s = head;
    if (s == nullptr) return nullptr;
    SetSize(size - 1);
    head = s->next;
    if (head == nullptr) tail = nullptr;
    s->next = nullptr;
    return s;
  }
  void Append(SpanList* other) {
    if (other->head == nullptr) return;
    (tail == nullptr ? head : tail->next) = other->head;
    tail = other->tail;
    SetSize(size + other->size);
    other->head = other->tail = nullptr;
    other->SetSize(0);
  }

 private:
  void SetSize(uint64_t n) { __atomic_store_n(&size, n, __ATOMIC_RELAXED); }
};

}  // namespace pagurus

#endif  // PAGURUS_GC_SPAN_H_
