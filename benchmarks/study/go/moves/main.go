// Measures how stacks of frames of one shape grow, as ../pagurus/main.c does.
//
//	PROGRAM growth SHAPE MASK DEPTH warm|cold ROUNDS
package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"pagurus/benchmarks/concurrency/go/harness"
)

var zero int // that the compiler cannot see through
var frameBytes int

//go:noinline
func bottom(up, here *int) int {
	frameBytes = int(uintptr(unsafe.Pointer(up)) - uintptr(unsafe.Pointer(here)))
	return *here
}

// descend goes down twice in a goroutine of its own: the time of the first descent,
// in which the stack grows, and of the other.
func descend(down recursion, depth int, mask uint64) [2]int64 {
	var times [2]int64
	done := make(chan bool)
	go func() {
		for i := range times {
			start := 0
			begun := time.Now()
			sum := down(depth, mask, &start)
			times[i] = time.Since(begun).Nanoseconds()
			harness.Require(sum == depth, "sum of the frames")
		}
		done <- true
	}()
	<-done
	return times
}

var buffer = make([]uint64, 16<<20/8)

// forgetCaches throws what the caches have out of them, but for the largest one.
func forgetCaches() {
	for i := 0; i < len(buffer); i += 8 {
		buffer[i]++
	}
}

func main() {
	debug.SetGCPercent(-1)
	harness.Require(len(os.Args) == 7, "six arguments")
	down := shapes[os.Args[2]]
	harness.Require(down != nil, "a shape of that name")
	mask, err := strconv.ParseUint(os.Args[3], 16, 64)
	harness.Require(err == nil, "mask")
	depth, _ := strconv.Atoi(os.Args[4])
	rounds, _ := strconv.Atoi(os.Args[6])
	harness.Require(depth > 0 && rounds > 0, "depth and rounds")
	debug.SetMaxStack(1 << 30)
	descend(down, depth, mask) // finds fresh memory
	samples := make([]string, rounds)
	for i := range samples {
		if os.Args[5] == "cold" {
			forgetCaches()
		}
		times := descend(down, depth, mask)
		samples[i] = fmt.Sprintf("[%d, %d]", times[0], times[1])
	}
	fmt.Printf("{\"measure\": \"growth\", \"samples\": [%s], \"frame_bytes\": %d}\n",
		strings.Join(samples, ", "), frameBytes)
}
