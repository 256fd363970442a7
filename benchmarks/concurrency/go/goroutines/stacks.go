package main

import (
	"runtime"
	"runtime/debug"
	"sync"
	"unsafe"

	"pagurus/benchmarks/concurrency/go/harness"
)

const (
	stackFrame  = 1024
	stackBefore = 26 << 10
	stackTimed  = 8 << 10
)

//go:noinline
func stackDown(levels int, up *int) int {
	var frame [stackFrame]byte
	here := levels
	frame[levels%stackFrame] = 1
	if levels == 0 {
		return *up
	}
	return stackDown(levels-1, &here) + int(frame[(levels+*up-*up)%stackFrame])
}

// `last` is where the caller's watch began, `above` the address of its frame: the
// call that makes the stack grow is the one after which the next frame is
// somewhere else.
//
//go:noinline
func stackMeasure(levels int, last *harness.Stopwatch, above uintptr,
	doubling *harness.Stopwatch) int {
	var frame [stackFrame]byte
	frame[levels%stackFrame] = 1
	last.End()
	address := uintptr(unsafe.Pointer(&frame))
	if above-address > 1<<20 {
		*doubling = *last
	}
	if levels == 0 {
		return 0
	}
	var here harness.Stopwatch
	here.Begin()
	return stackMeasure(levels-1, &here, address, doubling) +
		int(frame[levels%stackFrame])
}

//go:noinline
func stackFill(levels int, doubling *harness.Stopwatch) int {
	var frame [stackFrame]byte
	frame[levels%stackFrame] = 1
	if levels == 0 {
		var first harness.Stopwatch
		first.Begin()
		address := uintptr(unsafe.Pointer(&frame))
		return stackMeasure(stackTimed, &first, address, doubling) + 1
	}
	return stackFill(levels-1, doubling) + int(frame[levels%stackFrame])
}

func stackDouble(count int) {
	debug.SetGCPercent(-1)
	var sum harness.Stopwatch
	for i := 0; i < count; i++ {
		var all sync.WaitGroup
		all.Add(1)
		go func() {
			var doubling harness.Stopwatch
			got := stackFill(stackBefore, &doubling)
			harness.Require(got == stackBefore+stackTimed+1, "sum of the frames")
			harness.Require(doubling.CPU() != 0, "a growth")
			sum.Add(&doubling)
			all.Done()
		}()
		all.Wait()
		runtime.GC()
	}
	harness.Report("time", count, &sum)
}

func stackInUse() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.StackInuse
}

func stackShrink(count int) {
	debug.SetGCPercent(-1)
	var watch harness.Stopwatch
	looks := 0
	for i := 0; i < count; i++ {
		var grown, done sync.WaitGroup
		hold := make(chan int)
		before := stackInUse()
		grown.Add(1)
		done.Add(1)
		go func() {
			start := 1
			got := stackDown(stackBefore+stackTimed, &start)
			harness.Require(got > stackBefore, "sum of the frames")
			grown.Done()
			<-hold
			done.Done()
		}()
		grown.Wait()
		harness.Require(stackInUse()-before > 30<<20, "memory in use")
		watch.Begin()
		for {
			runtime.GC()
			looks++
			if stackInUse() < before+1<<20 || looks > 1000 {
				break
			}
		}
		watch.End()
		hold <- 1
		done.Wait()
	}
	harness.Require(looks < 1000, "memory came back")
	harness.Report("time", count, &watch)
	harness.ReportBytes(count, looks)
}
