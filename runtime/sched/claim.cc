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

// Of a goroutine whose `claimed` the caller has set, behind the barrier.
Claimed StateOf(const G* g) {
  switch (g->status.load(std::memory_order_acquire)) {
    case GStatus::kRunning:
      return Claimed::kRunning;
    case GStatus::kWaiting:
    case GStatus::kRunnable:
      break;
    default:
      return Claimed::kNone;
  }
  if (g->stack_hi == 0) return Claimed::kNone;
  // Whoever lets it go on sets the status first (preempt_signal.cc).
  return g->sched.sp == 0 ? Claimed::kStopped : Claimed::kYes;
}

}  // namespace

void TryClaimAll(G* const* gs, Claimed* results, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    results[i] =
        gs[i]->claimed.exchange(true) ? Claimed::kTaken : Claimed::kYes;
  }
  HeavyBarrier();
  for (size_t i = 0; i < n; ++i) {
    if (results[i] == Claimed::kTaken) continue;
    results[i] = StateOf(gs[i]);
    if (results[i] != Claimed::kYes) ReleaseClaim(gs[i]);
  }
}

Claimed TryClaim(G* g) {
  Claimed result;
  TryClaimAll(&g, &result, 1);
  return result;
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
