package main

import (
	"os"
	"runtime/debug"
	"sort"
	"sync"
	"unsafe"

	"pagurus/benchmarks/concurrency/go/harness"
)

// What compilers must not know, or frames would have nothing in them.
var zero = os.Getpid() >> 30

// The recursions are those of ../../recursion.h, with frames of the same size.
type recursion func(levels int, up *int) int

//go:noinline
func down100(levels int, up *int) int {
	var frame [56]byte
	here := *up
	frame[levels&31] = 1
	if levels == 0 {
		return here
	}
	return down100(levels-1, &here) + int(frame[(levels+zero)&31]) + *up - here
}

//go:noinline
func down1K(levels int, up *int) int {
	var frame [992]byte
	here := *up
	frame[levels&31] = 1
	if levels == 0 {
		return here
	}
	return down1K(levels-1, &here) + int(frame[(levels+zero)&31]) + *up - here
}

// Eight pointers into the stack, which live until the call returns.
//
//go:noinline
func downPointers(levels int, a, b, c, d, e, f, g, h *int) int {
	here := *h
	if levels == 0 {
		return here
	}
	return downPointers(levels-1, &here, a, b, c, d, e, f, g) + 1 +
		(*a + *b + *c + *d + *e + *f + *g + *h) - 8*here
}

func down8Ptr(levels int, up *int) int {
	return downPointers(levels, up, up, up, up, up, up, up, up)
}

// growth makes stacks of `size` bytes by frames of at most `frame`, and keeps
// them until all have grown, unless their memory is to be used again.
func growth(down recursion, size, frame int, keep bool, count int) {
	debug.SetGCPercent(-1)
	levels := size / 10 * 9 / frame
	before := stackMemory()
	var cold, warm harness.Stopwatch
	var grown, end sync.WaitGroup
	end.Add(1)
	first := 1
	if keep {
		first = 0
	}
	for i := -first; i < count; i++ {
		if i == 0 {
			cold, warm = harness.Stopwatch{}, harness.Stopwatch{}
		}
		grown.Add(1)
		go func() {
			growthOnce(down, levels, &cold)
			withoutGrowth(down, levels, frame, &warm)
			grown.Done()
			if keep {
				end.Wait()
			}
		}()
		grown.Wait()
	}
	used := stackMemory() - before
	if keep {
		harness.Require(used >= size*count/10*leastUsed && used < size*count*2+(4<<20),
			"the stacks' size")
	}
	end.Done()
	harness.ReportDifference("time", count*levels, &cold, &warm)
}

func growthOnce(down recursion, levels int, watch *harness.Stopwatch) {
	start := 1
	watch.Begin()
	sum := down(levels, &start)
	watch.End()
	harness.Require(sum == levels+1, "sum of the frames")
}

const (
	hotDepths = 200
	hotTries  = 3
)

//go:noinline
func hotLeaf(i int) int {
	var frame [800]byte
	frame[i&511] = 1
	return int(frame[(i+zero)&511])
}

var hotGrowths int

//go:noinline
func hotLoop(calls int) int {
	sum := 0
	var here int
	before := uintptr(unsafe.Pointer(&here))
	for i := 0; i < calls; i++ {
		sum += hotLeaf(i)
	}
	if stackWasFull(before, uintptr(unsafe.Pointer(&here))) {
		hotGrowths++
	}
	return sum
}

//go:noinline
func hotAt(depth, calls int) int {
	var frame [72]byte
	frame[depth&31] = byte(zero)
	if depth == 0 {
		return hotLoop(calls)
	}
	return hotAt(depth-1, calls) + int(frame[(depth+zero)&31])
}

func hotSplit(count int) {
	debug.SetGCPercent(-1)
	times := make([]int, hotDepths)
	for i := 0; i < hotDepths*hotTries; i++ {
		var watch harness.Stopwatch
		var all sync.WaitGroup
		all.Add(1)
		go onSmallStack(func() {
			watch.Begin()
			sum := hotAt(i%hotDepths, count)
			watch.End()
			harness.Require(sum == count, "calls")
			all.Done()
		})
		all.Wait()
		least := &times[i%hotDepths]
		if *least == 0 || int(watch.CPU()) < *least {
			*least = int(watch.CPU())
		}
	}
	harness.Require(hotGrowths > 0, "stacks that were full")
	sort.Ints(times)
	harness.ReportRatio(times[hotDepths-1], times[hotDepths/2])
}

//go:noinline
func fib(n int) int {
	if n < 2 {
		return n
	}
	return fib(n-1) + fib(n-2)
}

func prologueFib(n int) {
	var watch harness.Stopwatch
	before, last := 0, 1
	for i := 0; i < n; i++ {
		before, last = last, before+last
	}
	watch.Begin()
	sum := fib(n)
	watch.End()
	harness.Require(sum == before, "Fibonacci's number")
	harness.Report("time", 2*last-1, &watch)
}
