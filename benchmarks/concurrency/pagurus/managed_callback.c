// Native code calls a managed function.
#include "benchmarks/concurrency/c/native.h"
#include "benchmarks/concurrency/pagurus/works.h"

// Calls a function, so that it is not a leaf, which would run where it is
// called.
__attribute__((noinline)) static long next(const long* calls) {
  return *calls + 1;
}
static void callback(void* arg) {
  long* calls = arg;
  *calls = next(calls);
  *calls = next(calls) - 1;
}

void managed_callback(long unused, long count) {
  static long calls;
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  native_call_back(callback, &calls, count);
  end(&watch);
  require(calls == count, "calls");
  report("time", count, &watch);
}
