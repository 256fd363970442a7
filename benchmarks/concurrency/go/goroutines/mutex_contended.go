package main

import (
	"runtime"
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

func mutexContended(count int) {
	const goroutines = 4
	each := count / goroutines
	var done sync.WaitGroup
	done.Add(goroutines)
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < goroutines; i++ {
		go func() {
			for i := 0; i < each; i++ {
				mutex.Lock()
				before := counter
				runtime.Gosched()
				counter = before + 1
				mutex.Unlock()
			}
			done.Done()
		}()
	}
	done.Wait()
	w.End()
	harness.Require(counter == goroutines*each, "counter")
	harness.Report("time", counter, &w)
}
