#include "runtime/sched/claim.h"

#include <sched.h>

#include "runtime/copystack.h"
#include "runtime/proc.h"
#include "runtime/signal_mask.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// Any of those that wait, each as likely as the other; null if none does.
G* AnyParked(P* p) {
  G* chosen = nullptr;
  uint64_t seen = 0;
  GIterator all;
  while (G* g = all.Next()) {
    if (g->status.load(std::memory_order_relaxed) != GStatus::kWaiting) {
      continue;
    }
    // Gs are never unmapped, and Claim finds out what has become of this one.
    if ((p->Random() >> 32) % ++seen == 0) chosen = g;
  }
  return chosen;
}

}  // namespace

bool Claim(G* g) {
  if (g->claimed.exchange(true)) return false;
  HeavyBarrier();
  if (g->status.load(std::memory_order_acquire) == GStatus::kWaiting) {
    return true;
  }
  ReleaseClaim(g);
  return false;
}

void ReleaseClaim(G* g) { g->claimed.store(false, std::memory_order_release); }

void AwaitRelease(const G* g) {
  // A stack is copied meanwhile: if not at once, the claimant is not running.
  while (g->claimed.load(std::memory_order_acquire)) sched_yield();
}

void StressParked(P* p) {
  static std::atomic<uint64_t> turns{0};
  if (turns.fetch_add(1, std::memory_order_relaxed) % switches.stressparked !=
      0) {
    return;
  }
  // A handler that left by siglongjmp would leave the claim behind.
  SignalsBlocked blocked;
  G* g = AnyParked(p);
  if (g == nullptr || !Claim(g)) return;
  CopyStack(g, g->stack_size(), ParkedEnd(g));
  ReleaseClaim(g);
}

}  // namespace pagurus
