package main

import "pagurus/benchmarks/concurrency/go/harness"

func node(up chan int, first, leaves int) {
	if leaves == 1 {
		up <- first
		return
	}
	results := make(chan int)
	for i := 0; i < 10; i++ {
		go node(results, first+i*(leaves/10), leaves/10)
	}
	sum := 0
	for i := 0; i < 10; i++ {
		sum += <-results
	}
	up <- sum
}

func skynet(count int) {
	results := make(chan int)
	var w harness.Stopwatch
	w.Begin()
	go node(results, 0, count)
	sum := <-results
	w.End()
	harness.Require(sum == count*(count-1)/2, "sum")
	harness.Report("time", 1, &w)
}
