// The same works as in ../../pagurus, a file for each, as Go is written.
package main

import "pagurus/benchmarks/concurrency/go/harness"

func main() {
	const kb, mb = 1 << 10, 1 << 20
	harness.Run(map[string]func(int){
		"switch_2":                func(n int) { switchAmong(2, n) },
		"switch_1000":             func(n int) { switchAmong(1000, n) },
		"switch_100k":             func(n int) { switchAmong(100000, n) },
		"create_join":             createJoin,
		"create_batch":            createBatch,
		"chan_unbuffered":         chanUnbuffered,
		"chan_spsc_128":           func(n int) { chanSpsc(128, n) },
		"chan_mpmc_128":           func(n int) { chanMpmc(128, n) },
		"select_ready_2":          selectReady2,
		"select_ready_4":          selectReady4,
		"select_block_2":          selectBlock,
		"mutex_uncontended":       mutexUncontended,
		"mutex_contended":         mutexContended,
		"waitgroup_10k":           func(n int) { waitGroup(10000, n) },
		"timers":                  timers,
		"skynet":                  skynet,
		"parked":                  parked,
		"stack_double":            stackDouble,
		"stack_double_copy":       stackDouble,
		"stack_shrink":            stackShrink,
		"growth_100B_64KB":        func(n int) { growth(down100, 64*kb, 120, true, n) },
		"growth_100B_1MB":         func(n int) { growth(down100, mb, 120, true, n) },
		"growth_100B_64MB":        func(n int) { growth(down100, 64*mb, 120, true, n) },
		"growth_1KB_1MB":          func(n int) { growth(down1K, mb, 1120, true, n) },
		"growth_8ptr_1MB":         func(n int) { growth(down8Ptr, mb, 136, true, n) },
		"growth_64fn_1MB":         func(n int) { growth(down00, mb, 120, true, n) },
		"growth_100B_1MB_touched": func(n int) { growth(down100, mb, 120, false, n) },
		"growth_100B_1MB_moved":   func(n int) { growth(down100, mb, 120, false, n) },
		"growth_8ptr_1MB_moved":   func(n int) { growth(down8Ptr, mb, 136, false, n) },
		"growth_64fn_1MB_moved":   func(n int) { growth(down00, mb, 120, false, n) },
		"hot_split":               hotSplit,
		"prologue_fib":            prologueFib,
		"alloc_16":                alloc16,
		"alloc_128":               alloc128,
		"alloc_4k":                alloc4k,
		"alloc_array":             allocArray,
		"binary_trees":            binaryTrees,
		"gc_pause":                gcPause,
		"gc_scan":                 gcScan,
	})
}
