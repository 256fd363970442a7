// What the Ms and the stopper of stop_model.h share.
#ifndef PAGURUS_TESTS_MODEL_STOP_STATE_H_
#define PAGURUS_TESTS_MODEL_STOP_STATE_H_

#include "tests/model/explorer.h"

namespace pagurus::stop_model {

enum class Mutant {
  kNone,
  // StopAll
  kNoHeavyBarrier,
  kBarrierBetweenTheBegins,
  kBarrierBehindTheEnds,
  kNoBarrierIfNoneIsTaken,
  kIdlePsAreEnough,
  kStoppedMsAreEnough,
  // BeginToRetake, EndRetaking
  kRetakesFromScopes,
  kEndsLookNotAgain,
  kNoLookAtThePoison,
  kPIsNotPutBack,
  // Stopped
  kNoLookAtScopes,
  // the start
  kStartForgetsAP,
  // the Ms
  kGateLooksBeforeTheGuard,
  kScopeDoesNotLook,
  kAwaitStartLooksOnce,
  kAwaitsOutsideAScope,
  kAcquireLooksNotAgain,
  kGivesUpWithoutALook,
};

enum { kM1, kM2, kStopper, kThreads };
enum { kMs = 2, kPs = 2 };
enum {
  kSchedLock,
  kStopping,                           // World::stopper
  kGuard,                              // from here on one for each M
  kStackGuard = kGuard + kMs,          // its goroutine's
  kCallbackGuard = kStackGuard + kMs,  // ThreadState::callback_guard
  kTransition = kCallbackGuard + kMs,  // if it has one
  kInRuntime = kTransition + kMs,      // M::in_runtime
  kRests = kInRuntime + kMs,           // M::rests
  kMHasP = kRests + kMs,               // M::p, 1 + its number
  kNote = kMHasP + kMs,
  kVars = kNote + kMs
};
enum { kNative, kManaged, kPoison };  // guards
enum { kCalls = 1, kAllPs = (1 << kPs) - 1 };

// A step of the model is a load or a locked instruction and the stores behind
// it, which are seen by others later in any case.  Only a barrier may come
// between: then they are still to be made (StopState::fresh).
struct StopState : ModelState<kThreads, kVars> {
  // Under sched.lock.
  uint8_t idle_ps, wants_p[kMs];
  // P::m, 1 + its number: written by its M under the lock, or by the stopper,
  // who alone reads it.
  uint8_t holder[kPs];
  // An M's.
  uint8_t fresh[kMs];  // stores of its last step
  uint8_t calls[kMs], grown[kMs], scoped[kMs];
  uint8_t awaits[kMs];  // in BecomeManaged; else in newstack
  uint8_t rests[kMs];   // in Rest
  // The stopper's.
  uint8_t stops, i, taken[kPs], others;
  // Something may have happened since StopAll began.  Otherwise it looks no
  // more, so that who waits for ever is seen to.
  uint8_t news;
  // Observed.
  uint8_t managed[kMs], operates[kMs], stopped;
  uint8_t uses[kMs];  // 1 + the P's number
  uint8_t had[kMs];   // the one that it was given last
};

// --- the lists, under sched.lock ---

inline void PushIdleP(StopState* n, int p, Steps<StopState>* out) {
  if ((n->idle_ps >> p & 1) != 0) out->Violate("a P is idle twice");
  if (n->holder[p] != 0) n->had[n->holder[p] - 1] = 0;
  n->holder[p] = 0;
  n->idle_ps = static_cast<uint8_t>(n->idle_ps | 1 << p);
}
inline void PushWantsP(StopState* n, int m) {
  n->wants_p[n->wants_p[0] == 0 ? 0 : 1] = static_cast<uint8_t>(1 + m);
}
inline int PopWantsP(StopState* n) {
  const int m = n->wants_p[0];
  n->wants_p[0] = n->wants_p[1];
  n->wants_p[1] = 0;
  return m;
}

// By the thread t, for m.
inline void Take(StopState* n, int t, int m, int p) {
  n->holder[p] = static_cast<uint8_t>(1 + m);
  n->had[m] = static_cast<uint8_t>(1 + p);
  n->Store(t, kMHasP + m, 1 + p);
}

}  // namespace pagurus::stop_model

#endif  // PAGURUS_TESTS_MODEL_STOP_STATE_H_
