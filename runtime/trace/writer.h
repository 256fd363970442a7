// Who takes events out of the rings and writes them, and when.
//
//   a thread of its own      every 10 ms, and when there is much to write
//   whoever ends the process what is left: exit, fatal errors, faults
//
// One of them at a time.  A process that is killed loses what has happened
// since the thread last came.
#ifndef PAGURUS_RUNTIME_TRACE_WRITER_H_
#define PAGURUS_RUNTIME_TRACE_WRITER_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/trace/event.h"

namespace pagurus {

// What runs with a P now, if somebody traces.  Written by the P's holder, read
// by who ends the trace.
struct alignas(64) OpenSlice {
  std::atomic<int64_t> began;  // 0: nothing
  std::atomic<uint64_t> g;
  std::atomic<uintptr_t> fn;
  std::atomic<bool> woken;  // by whom, a kWake says
  uint64_t ended;           // goroutines, by this M, when it began

  TraceEvent Event(int64_t now, uint8_t why) const;
};
[[gnu::visibility("hidden")]] extern OpenSlice open_slices[];

// Everything that is recorded from now on goes to this file, which is empty.
// Once, before there are goroutines.  False without memory.
bool BeginTrace(int fd);

// Before main's goroutine.  Starts the thread, if there is a trace.
void StartTraceWriter();

// Any thread, in signal handlers too; errno is kept.  Naps while there is no
// room.
void RecordEvent(const TraceEvent& event);

// The process ends, or dies: nothing is recorded any more, and what has been is
// written.  Any thread, in signal handlers and with any locks held; once.
void FinishTrace();

// In a child process: the trace is its parent's.
void ForgetTrace();

// How much the heap has in use, in bytes: its objects', and its pages'.  For
// who has a heap.
using TraceHeapFn = void(uint64_t* objects, uint64_t* pages);
void TraceHeapBy(TraceHeapFn* fn);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_WRITER_H_
