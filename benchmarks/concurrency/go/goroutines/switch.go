package main

import (
	"runtime"
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

var (
	started, switches int
	stop              bool
)

func switchAmong(goroutines, count int) {
	rounds := count / goroutines
	harness.Require(rounds > 0, "count is less than the number of goroutines")
	var done sync.WaitGroup
	done.Add(goroutines - 1)
	for i := 1; i < goroutines; i++ {
		go func() {
			started++
			for !stop {
				switches++
				runtime.Gosched()
			}
			done.Done()
		}()
	}
	for started < goroutines-1 {
		runtime.Gosched()
	}
	switches = 0
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < rounds; i++ {
		switches++
		runtime.Gosched()
	}
	w.End()
	measured := switches
	stop = true
	done.Wait()
	// Go does not promise that each has its turn in each round.
	harness.Require(measured > rounds*goroutines/2 &&
		measured < 2*rounds*goroutines, "every goroutine has its turn")
	harness.Report("time", measured, &w)
}
