// What a goroutine needs to wait in several ways at once: a place for each
// queue of a select, and a timer.
//
// A goroutine gets its block when it first needs one, a larger one when it
// needs more places, and keeps it until it ends: a second select allocates
// nothing.  A wait in one queue without a timeout uses G::waiter alone.
#ifndef PAGURUS_RUNTIME_SYNC_WAIT_BLOCK_H_
#define PAGURUS_RUNTIME_SYNC_WAIT_BLOCK_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/sync/waiter.h"
#include "runtime/timers/timers.h"

struct pag_chan;

namespace pagurus {

struct G;

struct WaitBlock {
  G* g;
  Timer timer;     // sync/timed_wait.h
  bool armed;      // it has been set for this wait
  bool timed_out;  // it has claimed this wait
  // Of a select (sync/select.cc).
  int* received;
  size_t count;     // waiters in use
  size_t capacity;  // places below
  size_t bytes;

  Waiter* waiters() { return reinterpret_cast<Waiter*>(this + 1); }
  // Room for as many channels.
  pag_chan** order() {
    return reinterpret_cast<pag_chan**>(waiters() + capacity);
  }
};

// g's block, with room for n waiters.  g does not wait; it is the caller's
// (CurrentWaiter).  Dies without memory.
WaitBlock* PrepareWaitBlock(G* g, size_t n);

// g has ended.
void FreeWaitBlock(G* g);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_WAIT_BLOCK_H_
