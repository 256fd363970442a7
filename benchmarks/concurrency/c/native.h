// Native functions, never managed: the same object for all systems.
#ifndef BENCHMARKS_CONCURRENCY_C_NATIVE_H_
#define BENCHMARKS_CONCURRENCY_C_NATIVE_H_

#ifdef __cplusplus
extern "C" {
#endif

// Counts a call.
void native_count(long* calls);
// Calls fn(arg) `count` times.
void native_call_back(void (*fn)(void* arg), void* arg, long count);

#ifdef __cplusplus
}
#endif

#endif  // BENCHMARKS_CONCURRENCY_C_NATIVE_H_
