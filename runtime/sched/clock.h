// Time, as timers and the scheduler see it.
#ifndef PAGURUS_RUNTIME_SCHED_CLOCK_H_
#define PAGURUS_RUNTIME_SCHED_CLOCK_H_

#include <stdint.h>

namespace pagurus {

// Nanoseconds of the monotonic clock; under sched=SEED, of a clock that moves
// only when every goroutine waits.
int64_t Nanotime();

// The monotonic clock itself.
int64_t RealNanotime();

// sched=SEED: time goes on to `ns`.
void AdvanceTime(int64_t ns);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_CLOCK_H_
