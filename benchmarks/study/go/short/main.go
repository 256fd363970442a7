// Many short goroutines, each of which needs the same few KB, as in
// ../../pagurus/short.c.
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

const (
	frameBytes = 104
	atATime    = 64
	rounds     = 20
)

var done, deep sync.WaitGroup

// Not null: where all wait at their deepest, to be looked at.
var hold chan bool

//go:noinline
func down(levels int) {
	var frame [72]byte
	frame[levels&31] = 1
	if levels == 0 {
		if hold != nil {
			deep.Done()
			<-hold
		} else {
			runtime.Gosched()
		}
	} else {
		down(levels - 1)
	}
	harness.Require(frame[levels&31] == 1, "a frame")
}

func handle(levels int) {
	down(levels)
	done.Done()
}

func start(levels int) {
	done.Add(atATime)
	for j := 0; j < atATime; j++ {
		go handle(levels)
	}
}

func main() {
	debug.SetGCPercent(-1)
	harness.Require(len(os.Args) == 3, "two arguments")
	bytes, _ := strconv.Atoi(os.Args[1])
	count, _ := strconv.Atoi(os.Args[2])
	count = count / atATime * atATime
	harness.Require(bytes >= 0 && count > 0, "enough for all at a time")
	levels := bytes / frameBytes
	// Go learns from the stacks that a collection finds, all goroutines' average.
	hold = make(chan bool)
	deep.Add(atATime)
	start(levels)
	deep.Wait()
	runtime.GC()
	runtime.GC()
	close(hold)
	done.Wait()
	hold = nil
	for i := 0; i < rounds; i++ {
		start(levels)
		done.Wait()
	}
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < count; i += atATime {
		start(levels)
		done.Wait()
	}
	w.End()
	fmt.Printf("{\"measure\": \"short\", \"operations\": %d, \"cpu_ns\": %d, \"grows\": -1}\n",
		count, w.CPU())
}
