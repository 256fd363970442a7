package main

import "pagurus/benchmarks/concurrency/go/harness"

func selectBlock(count int) {
	each := count / 2
	a, b := make(chan int), make(chan int)
	for _, c := range []chan int{a, b} {
		go func(c chan int) {
			for i := 0; i < each; i++ {
				c <- i
			}
		}(c)
	}
	sum := 0
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < 2*each; i++ {
		select {
		case element := <-a:
			sum += element
		case element := <-b:
			sum += element
		}
	}
	w.End()
	harness.Require(sum == each*(each-1), "sum")
	harness.Report("time", 2*each, &w)
}
