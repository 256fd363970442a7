#include "benchmarks/concurrency/pagurus/works.h"
#include "benchmarks/concurrency/recursion.h"

int main(int argc, char** argv) {
  static const struct work works[] = {
      {"switch_2", switch_among, 2},
      {"switch_1000", switch_among, 1000},
      {"switch_100k", switch_among, 100000},
      {"create_join", create_join, 0},
      {"create_batch", create_batch, 0},
      {"chan_unbuffered", chan_unbuffered, 0},
      {"chan_spsc_128", chan_spsc, 128},
      {"chan_mpmc_128", chan_mpmc, 128},
      {"select_ready_2", select_ready, 2},
      {"select_ready_4", select_ready, 4},
      {"select_block_2", select_block, 0},
      {"mutex_uncontended", mutex_uncontended, 0},
      {"mutex_contended", mutex_contended, 0},
      {"waitgroup_10k", waitgroup, 10000},
      {"timers", timers, 0},
      {"skynet", skynet, 0},
      {"parked", parked, 0},
      {"stack_double", stack_double, 0},
      {"stack_double_copy", stack_double, 1},
      {"stack_shrink", stack_shrink, 0},
      FRESH_GROWTH_WORKS(growth)
          USED_GROWTH_WORKS(growth){"hot_split", hot_split, 0},
      {"prologue_fib", prologue_fib, 0},
      {"alloc_16", alloc_objects, 16},
      {"alloc_128", alloc_objects, 128},
      {"alloc_4k", alloc_objects, 4096},
      {"alloc_array", alloc_array, 128},
      {"binary_trees", binary_trees, 0},
      {"gc_pause", gc_pause, 160},
      {"gc_scan", gc_scan, 1},
      {"native_call", native_call, 0},
      {"managed_callback", managed_callback, 0},
      {NULL, NULL, 0},
  };
  // Go's main goroutine has no thread of its own either.
  pag_unlock_thread();
  return run_work(works, argc, argv);
}
