#include "runtime/sync/timed_wait.h"

#include "runtime/g.h"
#include "runtime/sched/sched.h"

namespace pagurus {
namespace {

// Ends the wait if nobody else has; it may be long over.
void EndWait(const Timer& copy) {
  G* g = static_cast<G*>(copy.arg);
  if (!Claim(g, copy.ticket)) return;
  g->wait_block->timed_out = true;
  Ready(g);
}

}  // namespace

void SetTimeout(WaitBlock* block, uint32_t ticket, int64_t ns) {
  Timer* timer = &block->timer;
  timer->fire = EndWait;
  timer->when = After(ns);
  timer->arg = block->g;
  timer->ticket = ticket;
  block->armed = true;
  block->timed_out = false;
}

bool EndTimeout(WaitBlock* block) {
  if (!block->armed) return false;
  block->armed = false;
  if (!block->timed_out) StopTimer(&block->timer);
  return block->timed_out;
}

}  // namespace pagurus
