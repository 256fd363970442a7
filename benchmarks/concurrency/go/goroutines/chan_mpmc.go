package main

import (
	"sync"

	"pagurus/benchmarks/concurrency/go/harness"
)

func chanMpmc(capacity, count int) {
	const goroutines = 4
	each := count / goroutines
	c := make(chan int, capacity)
	var sent, received sync.WaitGroup
	var sums [goroutines]int
	var w harness.Stopwatch
	w.Begin()
	sent.Add(goroutines)
	received.Add(goroutines)
	for i := 0; i < goroutines; i++ {
		go func() {
			for i := 0; i < each; i++ {
				c <- i
			}
			sent.Done()
		}()
		go func(result *int) {
			sum := 0
			for element := range c {
				sum += element
			}
			*result = sum
			received.Done()
		}(&sums[i])
	}
	sent.Wait()
	close(c)
	received.Wait()
	w.End()
	sum := 0
	for _, s := range sums {
		sum += s
	}
	harness.Require(sum == goroutines*(each*(each-1)/2), "sum")
	harness.Report("time", goroutines*each, &w)
}
