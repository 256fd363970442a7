// Waits that a timer may end.
//
// The timer is one more that wants to claim the wait's ticket (waiter.h).  It
// lies in the goroutine's wait block.  It is started after the goroutine's
// status is stored and not before, because it may go off at once and make the
// goroutine ready; and before the locks are released, because the block may be
// another wait's afterwards.
#ifndef PAGURUS_RUNTIME_SYNC_TIMED_WAIT_H_
#define PAGURUS_RUNTIME_SYNC_TIMED_WAIT_H_

#include <stdint.h>

#include "runtime/sync/wait_block.h"

namespace pagurus {

// The wait `ticket` of block->g shall end `ns` nanoseconds from now, ns > 0.
// Before it parks.
void SetTimeout(WaitBlock* block, uint32_t ticket, int64_t ns);

// The wait has no timeout.
inline void SetNoTimeout(WaitBlock* block) {
  block->armed = false;
  block->timed_out = false;
}

// In what ParkCommit does, before anybody else can claim the wait: the timer
// runs from here on.
inline void StartTimeout(WaitBlock* block) {
  if (block->armed) StartTimer(&block->timer);
}

// In the resume function: whether it was the timer that ended the wait.
// Afterwards it is not set.
bool EndTimeout(WaitBlock* block);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_TIMED_WAIT_H_
