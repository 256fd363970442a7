#include "benchmarks/concurrency/c/native.h"

void native_count(long* calls) { ++*calls; }

void native_call_back(void (*fn)(void* arg), void* arg, long count) {
  for (long i = 0; i < count; ++i) fn(arg);
}
