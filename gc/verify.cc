#include "gc/verify.h"

#include "gc/cache.h"
#include "gc/heap.h"
#include "gc/pages.h"
#include "gc/sweep.h"

namespace pagurus {
namespace {

const char* VerifySpan(const Span* s) {
  if (s->kind == nullptr || s->kind != kinds[s->kind->index]) {
    return "a span has no kind";
  }
  const bool large = s->kind == kinds[0];
  if (large) {
    if (s->cells != 1 || s->magic != 0) return "a large object's span is wrong";
  } else if (s->cells != s->kind->cells_per_span ||
             s->cell_bytes != s->kind->cell || s->mask != s->kind->mask ||
             s->pattern != s->kind->pattern) {
    return "a span is not of its kind";
  }
  for (uint32_t i = 0; i < s->bit_words; ++i) {
    const Marks& marks = s->marks()[i];
    if ((marks.by_markers | marks.beside) != 0) return "a mark is left over";
  }
  return nullptr;
}

// Free cells that a cache has count as live; two of their words are no
// references.
const char* VerifyReferences(const Span* s) {
  const char* wrong = nullptr;
  const auto check = [&wrong](uintptr_t place) {
    const uintptr_t word = *reinterpret_cast<const uintptr_t*>(place);
    if (pages.Contains(word) && heap.ObjectAt(word) == 0) {
      wrong = "a live object refers to free memory";
    }
  };
  for (uint32_t i = 0; i < s->cells && s->has_references; ++i) {
    if (!TestBit(s->live_bits(), i)) continue;
    const uintptr_t object = s->AddressOf(i);
    if (CachesHave(s, object)) continue;
    if (s->pattern != nullptr) {
      ForEachReference(s->pattern, object, 0, s->cell_bytes & ~size_t{7},
                       check);
      continue;
    }
    for (uint64_t mask = s->mask; mask != 0; mask &= mask - 1) {
      check(object + 8 * static_cast<uintptr_t>(__builtin_ctzll(mask)));
    }
  }
  return wrong;
}

}  // namespace

const char* VerifyHeap() {
  StopAllocators();
  const char* wrong = pages.Verify();
  if (UnsweptSpans() != 0) wrong = "not everything has been swept";
  pages.ForEachSpan([&wrong](const Span* s) {
    if (wrong == nullptr) wrong = VerifySpan(s);
    if (wrong == nullptr) wrong = VerifyReferences(s);
  });
  ResumeAllocators();
  return wrong;
}

}  // namespace pagurus
