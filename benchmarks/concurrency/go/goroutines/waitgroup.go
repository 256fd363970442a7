package main

import (
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

func waitGroup(goroutines, count int) {
	var done sync.WaitGroup
	sum := 0
	var w harness.Stopwatch
	w.Begin()
	for round := 0; round < count; round++ {
		done.Add(goroutines)
		for i := 0; i < goroutines; i++ {
			go func() {
				sum++ // one scheduling context
				done.Done()
			}()
		}
		done.Wait()
	}
	w.End()
	harness.Require(sum == goroutines*count, "goroutines that ran")
	harness.Report("time", count, &w)
}
