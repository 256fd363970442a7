package main

import (
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

func createBatch(count int) {
	var done sync.WaitGroup
	sum := 0
	var w harness.Stopwatch
	w.Begin()
	done.Add(count)
	for i := 0; i < count; i++ {
		go func() {
			sum++ // one scheduling context
			done.Done()
		}()
	}
	done.Wait()
	w.End()
	harness.Require(sum == count, "goroutines that ran")
	harness.Report("time", count, &w)
}
