// Goroutines that wait with so much on their stacks, as in ../../pagurus/depths.c.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

const frameBytes = 104

var deep, shallow = make(chan bool), make(chan bool)
var arrived, done sync.WaitGroup

//go:noinline
func down(levels int) {
	var frame [72]byte
	frame[levels&31] = 1
	if levels == 0 {
		arrived.Done()
		<-deep
	} else {
		down(levels - 1)
	}
	harness.Require(frame[levels&31] == 1, "a frame")
}

func sink(levels int) {
	down(levels)
	arrived.Done()
	<-shallow
	done.Done()
}

func main() {
	debug.SetGCPercent(-1)
	harness.Require(len(os.Args) == 3, "two arguments")
	bytes, _ := strconv.Atoi(os.Args[1])
	count, _ := strconv.Atoi(os.Args[2])
	harness.Require(bytes >= 0 && count > 0, "bytes and count")
	arrived.Add(count)
	done.Add(count)
	before := harness.ResidentBytes()
	for i := 0; i < count; i++ {
		go sink(bytes / frameBytes)
	}
	arrived.Wait()
	runtime.Gosched()
	below := harness.ResidentBytes() - before
	arrived.Add(count)
	close(deep)
	arrived.Wait()
	runtime.Gosched()
	// Each halves them.
	for i := 0; i < 10; i++ {
		runtime.GC()
	}
	debug.FreeOSMemory()
	fmt.Printf("{\"measure\": \"depths\", \"count\": %d, \"deep\": %d, \"back\": %d}\n",
		count, below, harness.ResidentBytes()-before)
	close(shallow)
	done.Wait()
}
