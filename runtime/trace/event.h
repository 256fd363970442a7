// What a trace consists of, while it is in memory.
#ifndef PAGURUS_RUNTIME_TRACE_EVENT_H_
#define PAGURUS_RUNTIME_TRACE_EVENT_H_

#include <stdint.h>

namespace pagurus {

enum class TraceKind : uint8_t {
  // A goroutine had a P: g, words = {its function, whether there is a kWake for
  // its beginning}, `why` it stopped.
  kRun,
  // The goroutine of a thread had none, because of `why`: the same.
  kWithoutP,
  // Who has the P `place` has made g runnable; `begin` is when.
  kWake,
  // A stack was copied, g, words = {bytes, frames, pointers}, from and to; or
  // stayed where it was and got another size.
  kMove,
  kInPlace,
  // Somebody waits for all others to stop; they have stopped.
  kStopping,
  kStopped,
  // A collection from its start to its end, and its parts.
  kCollection,
  kSweep,
  kBeginMarking,
  kMark,
  kEndMarking,
  kFinish,
  // Counters, words = {a number each}.
  kGoroutines,
  kHeap,
  kCount,
};

// Of TraceEvent::why, besides values of WaitReason.
enum : uint8_t {
  // With a WaitReason: the goroutine waits as a thread.
  kTraceAsThread = 0x40,
  kTraceYields = 0x80,
  kTracePreempted,
  kTraceInLoop,
  kTraceInCallback,
  kTraceNative,
  kTraceWorldStops,
  kTraceEnds,
  kTraceGoesOn,  // not yet
};

struct TraceEvent {
  int64_t begin;  // nanoseconds of the monotonic clock
  int64_t end;
  uint64_t g;  // goroutine's number
  uint64_t words[3];
  TraceKind kind;
  uint8_t why;
  // Of a stack of 1 << from bytes, which has 1 << to afterwards.
  uint8_t from;
  uint8_t to;
  int32_t place;  // a P's number, or minus a thread's
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_EVENT_H_
