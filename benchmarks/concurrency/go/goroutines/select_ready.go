package main

import "pagurus/benchmarks/concurrency/go/harness"

const batch = 1000

// Calls receive, which receives `batch` times from the channels that it is
// given and returns the sum, until that has been done `count` times.
func selectReady(n, count int, receive func(c []chan int) int) {
	c := make([]chan int, n)
	for i := range c {
		c[i] = make(chan int, batch)
	}
	expected, sum, done := 0, 0, 0
	var w harness.Stopwatch
	for done < count {
		for i := range c {
			for len(c[i]) < batch {
				c[i] <- done
				expected += done
			}
		}
		w.Begin()
		sum += receive(c)
		w.End()
		done += batch
	}
	for i := range c {
		for len(c[i]) > 0 {
			sum += <-c[i]
		}
	}
	harness.Require(sum == expected, "sum")
	harness.Report("time", done, &w)
}

func selectReady2(count int) {
	selectReady(2, count, func(c []chan int) int {
		a, b, sum := c[0], c[1], 0
		for i := 0; i < batch; i++ {
			select {
			case element := <-a:
				sum += element
			case element := <-b:
				sum += element
			}
		}
		return sum
	})
}

func selectReady4(count int) {
	selectReady(4, count, func(channels []chan int) int {
		a, b, c, d, sum := channels[0], channels[1], channels[2], channels[3], 0
		for i := 0; i < batch; i++ {
			select {
			case element := <-a:
				sum += element
			case element := <-b:
				sum += element
			case element := <-c:
				sum += element
			case element := <-d:
				sum += element
			}
		}
		return sum
	})
}
