// Runs managed functions on goroutines from inside a GoogleTest test.
#ifndef PAGURUS_RUNTIME_TESTING_HARNESS_H_
#define PAGURUS_RUNTIME_TESTING_HARNESS_H_

#include "runtime/switches.h"
#include "runtime/testing/functions.h"

namespace pagurus::testing {

// Schedules goroutines on this thread until *done is not 0.
void ScheduleUntil(volatile long* done);

// Calls the managed or native function fn on a fresh goroutine and schedules
// until it has returned.  Every argument and the result fit a word.
template <typename Fn, typename... Args>
long OnGoroutine(Fn fn, Args... args);

// Runs `body` with these switches, then puts back the defaults.
class WithSwitches {
 public:
  explicit WithSwitches(const char* text);
  ~WithSwitches();
};

// --- implementation ---

long Invoke(TestInvocation* invocation);

template <typename Fn, typename... Args>
long OnGoroutine(Fn fn, Args... args) {
  TestInvocation invocation{
      reinterpret_cast<void*>(fn), {(long)(args)...}, 0, 0};
  return Invoke(&invocation);
}

}  // namespace pagurus::testing

#endif  // PAGURUS_RUNTIME_TESTING_HARNESS_H_
