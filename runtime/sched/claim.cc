#include "runtime/sched/claim.h"

#include <sched.h>

#include "runtime/barrier.h"
#include "runtime/copystack.h"
#include "runtime/marking.h"
#include "runtime/proc.h"
#include "runtime/roots.h"
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

// Of a goroutine whose claim the caller has set, behind the barrier.
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
  SanitizerAcquireClaim(g);
  if (NotStarted(g)) return Claimed::kYes;
  // Whoever lets it go on sets the status first (preempt_signal.cc).
  return g->sched.sp == 0 ? Claimed::kStopped : Claimed::kYes;
}

}  // namespace

void TryClaimAll(G* const* gs, Claimed* results, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    results[i] = (gs[i]->claim.fetch_or(kClaimed) & kClaimed) != 0
                     ? Claimed::kTaken
                     : Claimed::kYes;
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

void ReleaseClaim(G* g) {
  g->claim.fetch_and(EpochOf(0xff), std::memory_order_release);
}

void SetVisited(G* g) {
  const uint8_t epoch = world.epoch.load(std::memory_order_relaxed);
  uint8_t word = g->claim.load(std::memory_order_relaxed);
  // Who looks at a G that is about to be used again may have claimed it.
  while (EpochOf(word) != epoch &&
         !g->claim.compare_exchange_weak(word, epoch | (word & kClaimed),
                                         std::memory_order_release,
                                         std::memory_order_relaxed)) {
  }
}

[[gnu::noinline]] void AwaitRelease(G* g) {
  // A stack is copied or visited meanwhile: if not at once, the claimant is not
  // running.
  while ((g->claim.load(std::memory_order_acquire) & kClaimed) != 0) {
    sched_yield();
  }
  // It runs, so nobody can claim it from here on.
  if (IsVisited(g)) return;
  if (Marking()) NoteGoroutine(g);
  SetVisited(g);
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
  if (!NotStarted(g)) CopyStack(g, g->stack_size(), ParkedEnd(g));
  ReleaseClaim(g);
}

}  // namespace pagurus
