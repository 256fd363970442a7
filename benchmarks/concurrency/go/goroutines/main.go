// The same works as in ../../pagurus, a file for each, as Go is written.
package main

import "pagurus/benchmarks/concurrency/go/harness"

func main() {
	harness.Run(map[string]func(int){
		"switch_2":          func(n int) { switchAmong(2, n) },
		"switch_1000":       func(n int) { switchAmong(1000, n) },
		"switch_100k":       func(n int) { switchAmong(100000, n) },
		"create_join":       createJoin,
		"create_batch":      createBatch,
		"chan_unbuffered":   chanUnbuffered,
		"chan_spsc_128":     func(n int) { chanSpsc(128, n) },
		"chan_mpmc_128":     func(n int) { chanMpmc(128, n) },
		"select_ready_2":    selectReady2,
		"select_ready_4":    selectReady4,
		"select_block_2":    selectBlock,
		"mutex_uncontended": mutexUncontended,
		"mutex_contended":   mutexContended,
		"waitgroup_10k":     func(n int) { waitGroup(10000, n) },
		"timers":            timers,
		"skynet":            skynet,
		"parked":            parked,
		"stack_double":      stackDouble,
		"stack_double_copy": stackDouble,
		"stack_shrink":      stackShrink,
		"alloc_16":          alloc16,
		"alloc_128":         alloc128,
		"alloc_4k":          alloc4k,
		"alloc_array":       allocArray,
		"binary_trees":      binaryTrees,
		"gc_pause":          gcPause,
		"gc_scan":           gcScan,
	})
}
