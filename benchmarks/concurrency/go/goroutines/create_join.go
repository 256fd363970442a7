package main

import (
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

func createJoin(count int) {
	var done sync.WaitGroup
	sum := 0
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < count; i++ {
		done.Add(1)
		go func() {
			sum++
			done.Done()
		}()
		done.Wait()
	}
	w.End()
	harness.Require(sum == count, "goroutines that ran")
	harness.Report("time", count, &w)
}
