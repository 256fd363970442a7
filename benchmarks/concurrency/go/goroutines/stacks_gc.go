//go:build !gccgo

package main

import "pagurus/benchmarks/concurrency/go/harness"

// Stacks that move: what is special about the recursions in growth.go.

// In tenths of a stack's nominal size.
const leastUsed = 10

// stackMemory is how many bytes stacks have.
func stackMemory() int { return int(stackInUse()) }

// withoutGrowth is growthOnce when the stack is large enough: the same once more.
func withoutGrowth(down recursion, levels, _ int, watch *harness.Stopwatch) {
	growthOnce(down, levels, watch)
}

// onSmallStack is for new goroutines: a stack that is full after a few KB.
func onSmallStack(run func()) { run() }

// stackWasFull tells from a variable's addresses before and after calls.
func stackWasFull(before, after uintptr) bool { return before != after }
