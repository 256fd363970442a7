package main

import (
	"sync"
	"sync/atomic"
	"time"

	"pagurus/benchmarks/concurrency/go/harness"
)

func timers(count int) {
	var done sync.WaitGroup
	var tooEarly int32
	first := time.Now().Add(5 * time.Microsecond * time.Duration(count))
	spread := time.Microsecond * time.Duration(count)
	done.Add(count)
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < count; i++ {
		go func(i int) {
			hash := uint32(i) * 2654435761
			until := first.Add(spread * time.Duration(hash>>12) >> 20)
			time.Sleep(time.Until(until))
			if time.Now().Before(until) {
				atomic.AddInt32(&tooEarly, 1)
			}
			done.Done()
		}(i)
	}
	done.Wait()
	w.End()
	harness.Require(tooEarly == 0, "a goroutine woke too early")
	harness.Report("time", count, &w)
}
