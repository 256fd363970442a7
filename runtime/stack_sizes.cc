#include "runtime/stack_sizes.h"

#include "runtime/g.h"
#include "runtime/proc.h"
#include "runtime/stack_alloc.h"

namespace pagurus {
namespace {

// Sizes up to the largest maxstack.
constexpr size_t kSizes = 31;

// Looks at a stack that changes.
constexpr int kLooks = 3;

PAG_UNINSTRUMENTED bool Lives(const G* g) {
  const GStatus status = g->status.load(std::memory_order_relaxed);
  return g->magic == kGMagic &&
         (status == GStatus::kRunnable || status == GStatus::kRunning ||
          status == GStatus::kWaiting);
}

// 0 if it has none, or is about to get another one all the time.  Its owner
// changes both words, one after the other: a size that is no power of two is
// not one, and between two that are, one is as true as the other.
PAG_UNINSTRUMENTED size_t SizeOf(const G* g) {
  for (int i = 0; i < kLooks; ++i) {
    const uintptr_t lo = __atomic_load_n(&g->stack_lo, __ATOMIC_RELAXED);
    const uintptr_t hi = __atomic_load_n(&g->stack_hi, __ATOMIC_RELAXED);
    const size_t size = hi - lo;
    if (size >= kMinStack && (size & (size - 1)) == 0) return size;
  }
  return 0;
}

PAG_UNINSTRUMENTED StartFn FunctionOf(const G* g) {
  return __atomic_load_n(&g->start.fn, __ATOMIC_RELAXED);
}

}  // namespace

uint64_t CountStackSizes(uint64_t* counts, size_t n, const StartFn* only) {
  uint64_t counted = 0;
  for (size_t i = 0; i < n; ++i) counts[i] = 0;
  GIterator all;
  while (const G* g = all.Next()) {
    const bool meant = only == nullptr || FunctionOf(g) == *only;
    const size_t size = meant && Lives(g) ? SizeOf(g) : 0;
    if (size == 0) continue;
    ++counted;
    if (n == 0) continue;
    const auto i = static_cast<size_t>(__builtin_ctzll(size / kMinStack));
    ++counts[i < n ? i : n - 1];
  }
  return counted;
}

void PrintStackSizes(Printer* out, const StartFn* only) {
  uint64_t counts[kSizes];
  CountStackSizes(counts, kSizes, only);
  const char* before = "";
  out->Text("\"stack_sizes\": {");
  for (size_t i = 0; i < kSizes; ++i) {
    if (counts[i] == 0) continue;
    out->Text(before).Text("\"").Dec(kMinStack << i).Text("\": ");
    out->Dec(counts[i]);
    before = ", ";
  }
  out->Text("}");
}

}  // namespace pagurus
