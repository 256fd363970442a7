package main

import "pagurus/benchmarks/concurrency/go/harness"

func chanSpsc(capacity, count int) {
	c := make(chan int, capacity)
	sum := 0
	var w harness.Stopwatch
	w.Begin()
	go func() {
		for i := 0; i < count; i++ {
			c <- i
		}
		close(c)
	}()
	for element := range c {
		sum += element
	}
	w.End()
	harness.Require(sum == count*(count-1)/2, "sum")
	harness.Report("time", count, &w)
}
