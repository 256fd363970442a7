//go:build gccgo

package main

import (
	"unsafe"

	"pagurus/benchmarks/concurrency/go/harness"
)

// Stacks of segments: a frame that does not fit goes to another one, at each
// call again.  How large the first one is depends on how libgo was built: 16 KB
// where the linker knows of such stacks, else 4 MB (of which what is not used
// takes no memory).

const leastUsed = 7

// stackMemory is all memory: libgo does not count what segments have.
func stackMemory() int { return harness.ResidentBytes() }

// segmentLeft is what a recursion takes until it comes to another segment, which
// is where the distance between two frames is not `step`.  Zeros at first.
//
//go:noinline
func segmentLeft(first, above, step uintptr) int {
	var here int
	address := uintptr(unsafe.Pointer(&here))
	switch {
	case first == 0:
		first = address
	case step == 0:
		step = above - address
	case above-address != step:
		return int(first - above)
	}
	return segmentLeft(first, address, step) + zero
}

var firstBytes int

// firstSegment is how many bytes a goroutine's first segment has.
func firstSegment() int {
	if firstBytes == 0 {
		size := make(chan int)
		go func() { size <- segmentLeft(0, 0, 0) }()
		firstBytes = <-size
		harness.Require(firstBytes > 8<<10, "a segment's size")
	}
	return firstBytes
}

// withoutGrowth calls as often as a recursion of so many levels does, but never
// deeper than half of the first segment: going to segments that exist already
// costs nearly as much as going to new ones.
func withoutGrowth(down recursion, levels, frame int, watch *harness.Stopwatch) {
	each := firstSegment() / 2 / frame
	sum, start := 0, 1
	watch.Begin()
	for rest := levels; rest > 0; rest -= each {
		some := each
		if some > rest {
			some = rest
		}
		sum += down(some, &start) - start
	}
	watch.End()
	harness.Require(sum == levels, "sum of the frames")
}

// onSmallStack is for new goroutines: calls `run` where the first segment is
// full after a few KB.
func onSmallStack(run func()) {
	var here int
	address := uintptr(unsafe.Pointer(&here))
	nearTheEnd(address-uintptr(firstSegment()-8<<10), run)
}

//go:noinline
func nearTheEnd(end uintptr, run func()) int {
	var here int
	if uintptr(unsafe.Pointer(&here)) < end {
		run()
		return 0
	}
	return nearTheEnd(end, run) + zero
}

// leafAddress has hotLeaf's frame.
//
//go:noinline
func leafAddress(i int) uintptr {
	var frame [800]byte
	var here int
	frame[i&511] = 1
	return uintptr(unsafe.Pointer(&here)) + uintptr(frame[(i+zero)&511]) - 1
}

var leafDistance uintptr

// stackWasFull: what is called here has its frame elsewhere than where there is
// room, as there is at the first of all depths.
func stackWasFull(before, _ uintptr) bool {
	distance := before - leafAddress(0)
	if leafDistance == 0 {
		leafDistance = distance
	}
	return distance != leafDistance
}
