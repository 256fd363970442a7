// Calls of native functions and from them, in a program of their own: cgo
// changes how Go's threads start.
package main

/*
#include "../../c/native.h"

void callBack(void *arg);
static void callCallBack(long *calls, long count) {
  native_call_back(callBack, calls, count);
}
*/
import "C"

import (
	"unsafe"

	"pagurus/benchmarks/concurrency/go/harness"
)

func nativeCall(count int) {
	var calls C.long
	var w harness.Stopwatch
	w.Begin()
	for i := 0; i < count; i++ {
		C.native_count(&calls)
	}
	w.End()
	harness.Require(int(calls) == count, "calls")
	harness.Report("time", count, &w)
}

// The same as in ../../pagurus/managed_callback.c.
//
//go:noinline
func next(calls *C.long) C.long { return *calls + 1 }

//export callBack
func callBack(arg unsafe.Pointer) {
	calls := (*C.long)(arg)
	*calls = next(calls)
	*calls = next(calls) - 1
}

func managedCallback(count int) {
	var calls C.long
	var w harness.Stopwatch
	w.Begin()
	C.callCallBack(&calls, C.long(count))
	w.End()
	harness.Require(int(calls) == count, "calls")
	harness.Report("time", count, &w)
}

func main() {
	harness.Run(map[string]func(int){
		"native_call":      nativeCall,
		"managed_callback": managedCallback,
	})
}
