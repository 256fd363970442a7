// A call of a native function that does next to nothing.
#include "benchmarks/concurrency/c/native.h"
#include "benchmarks/concurrency/pagurus/works.h"

void native_call(long unused, long count) {
  static long calls;
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  for (long i = 0; i < count; ++i) native_count(&calls);
  end(&watch);
  require(calls == count, "calls");
  report("time", count, &watch);
}
