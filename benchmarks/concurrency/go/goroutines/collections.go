package main

import (
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"

	"pagurus/benchmarks/concurrency/go/harness"
)

const (
	gcCollections = 3
	gcLooks       = 10
	gcBetween     = 1000
)

type gcNode struct {
	next   *gcNode
	number int
	_      [6]int
}

//go:noinline
func makeList(length int) *gcNode {
	var list *gcNode
	for i := 0; i < length; i++ {
		list = &gcNode{next: list, number: i}
	}
	return list
}

// gcPark starts goroutines that wait, each with a list that only its frame
// refers to, and returns what wakes and checks them.
func gcPark(goroutines, length int) (wake func()) {
	hold := make(chan int)
	var waiting, done sync.WaitGroup
	var wrong int64
	waiting.Add(goroutines)
	done.Add(goroutines)
	for i := 0; i < goroutines; i++ {
		go func() {
			list := makeList(length)
			waiting.Done()
			<-hold
			right, found := 0, 0
			for ; list != nil; list = list.next {
				found++
				if list.number == length-found {
					right++
				}
			}
			if right != length {
				atomic.AddInt64(&wrong, 1)
			}
			done.Done()
		}()
	}
	waiting.Wait()
	return func() {
		close(hold)
		done.Wait()
		harness.Require(wrong == 0, "lists")
	}
}

func gcCount() uint32 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.NumGC
}

// longestPause is where the highest bucket of the histogram that is not empty
// begins: the longest pause was at least that.
func longestPause() int64 {
	sample := []metrics.Sample{{Name: "/gc/pauses:seconds"}}
	metrics.Read(sample)
	harness.Require(sample[0].Value.Kind() == metrics.KindFloat64Histogram, "pauses")
	pauses := sample[0].Value.Float64Histogram()
	for i := len(pauses.Counts) - 1; i >= 0; i-- {
		if pauses.Counts[i] != 0 && pauses.Buckets[i] > 0 {
			return int64(pauses.Buckets[i] * 1e9)
		}
	}
	return 0
}

func gcPause(goroutines int) {
	wake := gcPark(goroutines, 160)
	until := gcCount() + gcCollections
	for gcCount() < until {
		for i := 0; i < gcBetween*64; i++ {
			harness.Require(makeList(16).number == 15, "a list")
		}
	}
	pause := longestPause()
	wake()
	harness.ReportTime("pause", 1, pause, pause)
}

func gcCollect() *harness.Stopwatch {
	runtime.GC() // what there was before
	var watch harness.Stopwatch
	watch.Begin()
	for i := 0; i < gcLooks; i++ {
		runtime.GC()
	}
	watch.End()
	return &watch
}

func gcScan(goroutines int) {
	without := gcCollect()
	wake := gcPark(goroutines, 1)
	with := gcCollect()
	wake()
	harness.ReportDifference("time", goroutines*gcLooks, with, without)
}
