// The asymmetric barrier.
//
// Two threads that each write one word and then read the other's need a full
// barrier between the two on both sides.  Where one side is on every
// scheduler's path and the other is rare, the rare side pays for both: it asks
// the kernel to run a barrier on every thread of this process
// (membarrier(2)), and the frequent side needs only stop the compiler.
#ifndef PAGURUS_RUNTIME_SCHED_BARRIER_H_
#define PAGURUS_RUNTIME_SCHED_BARRIER_H_

#include <atomic>

namespace pagurus {

// The frequent side, between its store and its load.
inline void LightBarrier() {
  std::atomic_signal_fence(std::memory_order_seq_cst);
}

// The rare side; a microsecond or more.  System calls only.
void HeavyBarrier();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_BARRIER_H_
