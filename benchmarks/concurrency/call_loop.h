// The recursions of hot_split and prologue_fib, for all programs in C.
#ifndef BENCHMARKS_CONCURRENCY_CALL_LOOP_H_
#define BENCHMARKS_CONCURRENCY_CALL_LOOP_H_

#include "benchmarks/concurrency/harness.h"

// A call in a loop, from so many depths, in frames of 100 bytes: somewhere
// among these a stack is full, wherever it began.
enum { kDepths = 200, kHotTries = 3 };

// What the call needs: more than a frame of those above it, so that for some
// depth there is room for them but not for it.
__attribute__((noinline)) static long hot_leaf(long i) {
  volatile char frame[800];
  frame[i & 511] = 1;
  return frame[i & 511];
}

__attribute__((noinline)) static long hot_loop(long calls) {
  long sum = 0;
  for (long i = 0; i < calls; ++i) sum += hot_leaf(i);
  return sum;
}

__attribute__((noinline)) static long hot_at(long depth, long calls) {
  volatile char frame[72];
  frame[depth & 31] = 0;
  if (depth == 0) return hot_loop(calls);
  return hot_at(depth - 1, calls) + frame[depth & 31];
}

static int compare_times(const void* a, const void* b) {
  const int64_t x = *(const int64_t*)a, y = *(const int64_t*)b;
  return (x > y) - (x < y);
}

// `times`: of each depth, the least of its tries.
static inline void report_worst(int64_t* times) {
  qsort(times, kDepths, sizeof *times, compare_times);
  report_ratio(times[kDepths - 1], times[kDepths / 2]);
}

// Nothing but calls.
__attribute__((noinline)) static long fib(long n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

static inline void prologue_fib_here(long n) {
  struct stopwatch watch = {0, 0};
  long before = 0, last = 1;
  for (long i = 0; i < n; ++i) {
    const long sum = before + last;
    before = last;
    last = sum;
  }
  begin(&watch);
  require(fib(n) == before, "Fibonacci's number");
  end(&watch);
  report("time", 2 * last - 1, &watch);
}

#endif  // BENCHMARKS_CONCURRENCY_CALL_LOOP_H_
