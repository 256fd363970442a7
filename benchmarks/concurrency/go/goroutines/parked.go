package main

import (
	"runtime"
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

func parked(count int) {
	c := make(chan int)
	var waiting, done sync.WaitGroup
	woken := 0
	waiting.Add(count)
	done.Add(count)
	before := harness.ResidentBytes()
	var create, wake harness.Stopwatch
	create.Begin()
	for i := 0; i < count; i++ {
		go func() {
			waiting.Done()
			if _, more := <-c; !more {
				woken++ // one scheduling context
			}
			done.Done()
		}()
	}
	waiting.Wait()
	runtime.Gosched()
	create.End()
	bytes := harness.ResidentBytes() - before
	wake.Begin()
	close(c)
	done.Wait()
	wake.End()
	harness.Require(woken == count, "goroutines that woke")
	harness.Report("create", count, &create)
	harness.ReportBytes(count, bytes)
	harness.Report("wake", count, &wake)
}
