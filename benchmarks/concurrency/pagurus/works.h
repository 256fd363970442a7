// The works, each in a file of its own.  `count` is how many operations (round
// trips, elements, goroutines …) to do; of trees, how deep they are.
#ifndef BENCHMARKS_CONCURRENCY_PAGURUS_WORKS_H_
#define BENCHMARKS_CONCURRENCY_PAGURUS_WORKS_H_

#include <pagurus.h>

#include "benchmarks/concurrency/harness.h"

void alloc_array(long elements, long count);
void alloc_objects(long size, long count);
void binary_trees(long unused, long depth);
void chan_mpmc(long capacity, long count);
void chan_spsc(long capacity, long count);
void chan_unbuffered(long unused, long count);
void create_batch(long unused, long count);
void create_join(long unused, long count);
void gc_pause(long length, long goroutines);
void gc_scan(long length, long goroutines);
void growth(long what, long count);
void hot_split(long unused, long count);
void managed_callback(long unused, long count);
void mutex_contended(long unused, long count);
void mutex_uncontended(long unused, long count);
void native_call(long unused, long count);
void prologue_fib(long unused, long n);
void parked(long unused, long count);
void select_block(long unused, long count);
void select_ready(long channels, long count);
void skynet(long unused, long count);
void stack_double(long by_moving, long count);
void stack_shrink(long unused, long count);
void switch_among(long goroutines, long count);
void timers(long unused, long count);
void waitgroup(long goroutines, long count);

// Switches of the runtime (PAGURUS=...) that a work needs: the process begins
// anew with them, if it has others.
void run_with_switches(const char* switches, const char* work, long count);

#endif  // BENCHMARKS_CONCURRENCY_PAGURUS_WORKS_H_
