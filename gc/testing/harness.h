// What tests of the heap have in common: allocation without goroutines, and
// collections with roots of the test's choice.
#ifndef PAGURUS_GC_TESTING_HARNESS_H_
#define PAGURUS_GC_TESTING_HARNESS_H_

#include <stddef.h>
#include <stdint.h>

#include <thread>
#include <vector>

#include "gc/cache.h"
#include "gc/heap.h"
#include "gc/mark.h"
#include "gc/pages.h"
#include "gc/pattern.h"

namespace pagurus::testing {

inline uintptr_t& Word(uintptr_t object, size_t i) {
  return reinterpret_cast<uintptr_t*>(object)[i];
}

// An object from `cache`, which nobody else uses now.  0 without memory.
inline uintptr_t New(Cache* cache, const pag_type& type, size_t n = 1) {
  const size_t bytes = type.size * n;
  const bool refs = type.refs != nullptr && AnyBit(type.refs, type.size / 8);
  if (bytes > kMaxSmall) {
    Span* s = AllocLarge(bytes,
                         refs ? PatternFor(type.refs, type.size / 8) : nullptr);
    if (s == nullptr) return 0;
    // It may be collected as soon as it has been published.
    const uintptr_t object = s->begin;
    Enter(&cache->lock);
    PublishLarge(s);
    Leave(&cache->lock);
    return object;
  }
  const Kind* kind = KindFor(&type, bytes, n != 1);
  Enter(&cache->lock);
  const uintptr_t object = AllocCell(cache, kind);
  Leave(&cache->lock);
  return object;
}

// A collection up to its end but for sweeping, with `threads` markers, among
// which the roots are divided.  Returns the bytes that were marked.
inline uint64_t Mark(const std::vector<uintptr_t>& roots,
                     uint32_t threads = 1) {
  MarkWork work(threads);
  heap.StartCycle(&work);
  auto run = [&](uint32_t t) {
    Marker marker(&work);
    for (size_t i = t; i < roots.size(); i += threads) marker.Mark(roots[i]);
    if (t == 0) heap.MarkRoots(&marker);
    marker.Drain();
  };
  std::vector<std::thread> others;
  for (uint32_t t = 1; t < threads; ++t) others.emplace_back(run, t);
  run(0);
  for (std::thread& t : others) t.join();
  heap.FinishCycle(&work);
  return work.marked_bytes();
}

inline uint64_t Collect(const std::vector<uintptr_t>& roots,
                        uint32_t threads = 1) {
  const uint64_t bytes = Mark(roots, threads);
  heap.FinishSweep();
  return bytes;
}

}  // namespace pagurus::testing

#endif  // PAGURUS_GC_TESTING_HARNESS_H_
