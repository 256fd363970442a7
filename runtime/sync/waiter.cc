#include "runtime/sync/waiter.h"

#include "runtime/g.h"

namespace pagurus {

Waiter* WaitQueue::PopClaimed() {
  while (first_ != nullptr) {
    Waiter* w = first_;
    Remove(w);
    if (w->ticket == 0 || Claim(w->g, w->ticket)) return w;
  }
  return nullptr;
}

uint32_t NewTicket(G* g) {
  // Only the goroutine itself begins a wait, and nobody claims between two.
  const uint32_t ticket = (g->ticket.load(std::memory_order_relaxed) | 1) + 1;
  g->ticket.store(ticket == 0 ? 2 : ticket, std::memory_order_release);
  return g->ticket.load(std::memory_order_relaxed);
}

bool Claim(G* g, uint32_t ticket) {
  return g->ticket.compare_exchange_strong(ticket, ticket + 1,
                                           std::memory_order_acq_rel);
}

}  // namespace pagurus
