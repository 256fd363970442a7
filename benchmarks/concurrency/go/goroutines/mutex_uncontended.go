package main

import (
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

var (
	mutex   sync.Mutex
	counter int
)

func mutexUncontended(count int) {
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < count; i++ {
		mutex.Lock()
		counter++
		mutex.Unlock()
	}
	w.End()
	harness.Require(counter == count, "counter")
	harness.Report("time", count, &w)
}
