// Threads that help whoever collects.  They are not the runtime's: they never
// call managed code, and have all signals blocked.
#ifndef PAGURUS_GC_HELPERS_H_
#define PAGURUS_GC_HELPERS_H_

#include <stdint.h>

namespace pagurus {

inline constexpr uint32_t kMaxHelpers = 15;

// Sees to it that there are `n` helpers, at most kMaxHelpers; how many of them
// there are, which is fewer if threads cannot be started.  While the world
// runs: starting a thread may call managed code, the program's malloc.
uint32_t PrepareHelpers(uint32_t n);
// In a child process, which has none.
void ForgetHelpers();

// Runs work(arg, i) on the calling thread for i = 0 and on n helpers for 1 to
// n; returns when all are done.  One caller at a time, of all functions here.
void RunWithHelpers(uint32_t n, void (*work)(void* arg, uint32_t i), void* arg);

}  // namespace pagurus

#endif  // PAGURUS_GC_HELPERS_H_
