// Events as Chrome's JSON ("Trace Event Format"), an array of which each line
// is an element:
//
//   [
//   {"name":"process_name","ph":"M","pid":1,"args":{"name":"goroutines"}},
//   {"name":"work","cat":"run","ph":"X","pid":1,"tid":0,"ts":12.345,"dur":1.5,…
//   {"name":"wakes","cat":"wake","ph":"s","id":7,"pid":1,"tid":0,"ts":13.0}
//   {"name":"wakes","cat":"wake","ph":"f","bp":"e","id":7,"pid":1,"tid":1,…
//   …
//   {"name":"end","ph":"M","pid":1,"args":{}}
//   ]
//
// The last two are an arrow, from when goroutine 7 was woken to its next turn;
// that has to be over before it can be woken again, so its number will do.
//
// A slice is written with its duration, "X", so that none has an end without a
// beginning.  Viewers sort events, and do without the array's end.
#ifndef PAGURUS_RUNTIME_TRACE_FORMAT_H_
#define PAGURUS_RUNTIME_TRACE_FORMAT_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/digits.h"
#include "runtime/trace/event.h"

namespace pagurus {

// Text for a file.  One for the whole process, because it is too large for a
// signal stack; whoever writes the trace has it.
class TraceText {
 public:
  // No event is longer.
  static constexpr size_t kLongest = 4096;

  const char* text() const { return text_; }
  size_t length() const { return length_; }
  bool nearly_full() const { return length_ + kLongest > sizeof text_; }
  void Clear() { length_ = 0; }

  TraceText& Text(const char* text);
  TraceText& Dec(uint64_t value);
  // Nanoseconds, as microseconds with three decimals.
  TraceText& Micros(int64_t ns);
  // What a JSON string may not hold becomes '?'; a long name is cut.
  TraceText& Name(const char* name, size_t length);
  TraceText& Hex(uint64_t value);

 private:
  TraceText& Number(const Digits& digits);
  void Put(char c) {
    if (length_ < sizeof text_) text_[length_++] = c;
  }

  size_t length_ = 0;
  char text_[size_t{64} << 10];
};

// The array's beginning, with the names of the tracks that there always are.
void FormatBegin(TraceText* out);
// An event; of one on a P's track that has had none, the track's name before
// it.  `origin`: when the trace began.
void FormatEvent(const TraceEvent& event, int64_t origin, TraceText* out);
// A mark at `now` that something is missing.
void FormatMissing(const char* what, uint64_t number, int64_t now,
                   int64_t origin, TraceText* out);
void FormatEnd(TraceText* out);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_FORMAT_H_
