package main

import "pagurus/benchmarks/concurrency/go/harness"

const allocRing = 1024

type object16 struct {
	next   *object16
	number int
}

type object128 struct {
	next   *object128
	number int
	_      [14]int
}

type object4k struct {
	next   *object4k
	number int
	_      [510]int
}

var (
	ring16    [allocRing]*object16
	ring128   [allocRing]*object128
	ring4k    [allocRing]*object4k
	ringArray [allocRing][]int
)

// checkRing looks at the last ones of `count`.
func checkRing(count int, number func(i int) int) {
	for i := count - 1; i >= 0 && i >= count-allocRing; i-- {
		harness.Require(number(i%allocRing) == i, "object")
	}
}

func alloc16(count int) {
	var watch harness.Stopwatch
	watch.Begin()
	for i := 0; i < count; i++ {
		object := new(object16)
		object.number = i
		ring16[i%allocRing] = object
	}
	watch.End()
	checkRing(count, func(i int) int { return ring16[i].number })
	harness.Report("time", count, &watch)
}

func alloc128(count int) {
	var watch harness.Stopwatch
	watch.Begin()
	for i := 0; i < count; i++ {
		object := new(object128)
		object.number = i
		ring128[i%allocRing] = object
	}
	watch.End()
	checkRing(count, func(i int) int { return ring128[i].number })
	harness.Report("time", count, &watch)
}

func alloc4k(count int) {
	var watch harness.Stopwatch
	watch.Begin()
	for i := 0; i < count; i++ {
		object := new(object4k)
		object.number = i
		ring4k[i%allocRing] = object
	}
	watch.End()
	checkRing(count, func(i int) int { return ring4k[i].number })
	harness.Report("time", count, &watch)
}

func allocArray(count int) {
	var watch harness.Stopwatch
	watch.Begin()
	for i := 0; i < count; i++ {
		array := make([]int, 128)
		array[0] = i
		ringArray[i%allocRing] = array
	}
	watch.End()
	checkRing(count, func(i int) int { return ringArray[i][0] })
	harness.Report("time", count, &watch)
}

type tree struct{ left, right *tree }

func growTree(depth int) *tree {
	if depth == 0 {
		return &tree{}
	}
	return &tree{growTree(depth - 1), growTree(depth - 1)}
}

func (t *tree) size() int {
	if t.left == nil {
		return 1
	}
	return 1 + t.left.size() + t.right.size()
}

func binaryTrees(depth int) {
	var watch harness.Stopwatch
	watch.Begin()
	harness.Require(growTree(depth+1).size() == 4<<depth-1, "the stretch tree")
	lasting := growTree(depth)
	for d := 4; d <= depth; d += 2 {
		trees := 1 << (depth - d + 4)
		sum := 0
		for i := 0; i < trees; i++ {
			sum += growTree(d).size()
		}
		harness.Require(sum == trees*(2<<d-1), "the trees of one depth")
	}
	harness.Require(lasting.size() == 2<<depth-1, "the lasting tree")
	watch.End()
	harness.Report("time", 1, &watch)
	harness.ReportBytes(1, harness.PeakResidentBytes())
}
