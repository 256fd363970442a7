#ifndef BENCHMARKS_CONCURRENCY_C_GROWTH_H_
#define BENCHMARKS_CONCURRENCY_C_GROWTH_H_

void growth(long row, long count);
void prologue_fib(long unused, long n);

#endif  // BENCHMARKS_CONCURRENCY_C_GROWTH_H_
