// Kind: a size of cells, and which of their words are references.
//
// All cells of a span are of one kind, so neither object nor cell needs a
// header, and marking reads the places of references from the span.  Types with
// the same size class and the same places share a kind; of the types without
// references all do that have a class in common.  An array's kind has its
// element's places repeated to the cell's end, whatever the array's length:
// what is behind it stays zero.
//
//   kind 1..80      without references, one for each size class
//   kind 81..160    any word may be a reference: when there are too many kinds.
//                   Words that are no addresses in the heap are ignored.
//   kind 161..      by class and places, in the order in which they are needed
#ifndef PAGURUS_GC_KIND_H_
#define PAGURUS_GC_KIND_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "gc/span.h"
#include "runtime/pagurus_gc.h"
#include "runtime/sched/lock.h"

namespace pagurus {

// Bits of words of the largest cell.
inline constexpr size_t kCellBitWords = kMaxSmall / 8 / 64;
inline constexpr uint32_t kMaxKinds = 8192;
inline constexpr uint32_t kAmbiguousKinds = 1 + kClasses;
inline constexpr uint32_t kFirstOwnKind = kAmbiguousKinds + kClasses;

struct Kind {
  uint32_t index;
  uint32_t cell;  // bytes
  uint32_t cells_per_span;
  uint32_t span_pages;
  uint64_t mask;           // as Span's
  const Pattern* pattern;  // as Span's
  bool has_references;
  uint64_t hash;
  Kind* same_hash;

  // Of its spans, all that no allocator has.
  Lock lock{LockRank::kHeapKinds};
  SpanList unswept;  // after a collection
  SpanList partial;  // swept, with free cells
  SpanList full;     // the others
};

// The kinds that there are: kinds[1] to kinds[n_kinds - 1], gaps are null.
// kinds[0] is that of all large objects, which makes no cells.
extern Kind* kinds[kMaxKinds];
extern std::atomic<uint32_t> n_kinds;

// Once, before everything else.  Any thread.
void InitKinds();

// The kind for one object of the type, or, if `array`, for arrays of it that
// take `bytes` bytes; they fit into a cell.  Takes some instructions for each
// word of the cell: KnownKind comes first.
Kind* KindFor(const pag_type* type, size_t bytes, bool array);

// The words of pag_type::reserved, which the fast path reads (alloc.S):
//   0: of one object   1: address of a table with one for arrays of each
//   number of words, up to kMaxFastWords, and behind these for longer ones one
//   of each size class
// Such a word has the cell's bytes in its lower half, and the kind's offset in
// a P's runs (cache.h) in the upper; 0: not known yet, or not for the fast
// path.
inline constexpr size_t kMaxFastWords = 128;
uint64_t FastWord(const Kind* kind);

// Fills them in.
void NoteFast(pag_type* type, const Kind* kind);
void NoteFastArray(pag_type* type, size_t bytes, const Kind* kind);
// As KindFor, if it is noted there; else null.
Kind* KnownKind(const pag_type* type, size_t bytes, bool array);

// The same table for memory without references, up to kMaxFastWords.
extern "C" uint64_t __pag_bytes_runs[kMaxFastWords + 1];

}  // namespace pagurus

#endif  // PAGURUS_GC_KIND_H_
