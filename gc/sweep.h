// Sweeping: cells that were not marked become free.
//
// It is done by who allocates, span by span, when it needs free cells of that
// kind, or pages; and what is left, before the next collection.  Who has taken
// a span out of its kind's list sweeps it alone (H1).  Those that caches have
// are swept where they are when a cycle ends; what a cache has of their cells
// is marked (H8), and what has become free it finds when that has been used up.
#ifndef PAGURUS_GC_SWEEP_H_
#define PAGURUS_GC_SWEEP_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/span.h"

namespace pagurus {

// A span of the kind with at least one free cell, for the caller alone; null
// without memory.
Span* SpanWithFreeCells(Kind* kind);

// Whether who sweeps has entered (cache.h), or has stopped those who do; if it
// has not, it does for each span: a child process must not find one in the
// hands of a thread that it has not got.
enum class Sweeper { kEntered, kOutside };

// As Pages::Alloc; sweeps where that gives pages.  Cells are the caller's to
// set.
Span* NewPages(size_t pages, uint16_t bit_words, Sweeper who);

// Sweeps large objects until so many pages have become free; outside.
void SweepLarge(size_t pages);

// Sweeps everything and waits for others who are sweeping.
void FinishSweep(Sweeper who);

// While allocators are stopped and nobody marks: everything is to be swept...
void BeginSweep();
// ... and a span that a cache has is, at once.
void SweepCached(Span* span);

// Spans that are to be swept.
uint64_t UnsweptSpans();

}  // namespace pagurus

#endif  // PAGURUS_GC_SWEEP_H_
