package main

import "pagurus/benchmarks/concurrency/go/harness"

func chanUnbuffered(count int) {
	there, back := make(chan int), make(chan int)
	go func() {
		for number := range there {
			back <- number + 1
		}
		close(back)
	}()
	sum := 0
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < count; i++ {
		there <- i
		sum += <-back
	}
	w.End()
	close(there)
	_, more := <-back
	harness.Require(!more, "the end")
	harness.Require(sum == count*(count+1)/2, "sum")
	harness.Report("time", count, &w)
}
