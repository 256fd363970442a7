// Who allocates faster than markers mark, and finds nothing to mark itself
// (assist.h), waits for them:
//
//      goroutines   ──▶ parked ──▶ ... ──┐     one timer looks, every 50 µs,
//                                        ▼     for all of them
//                                   run, try again
//      threads      sleep, try again
//
// One looks for all, and wakes no more than would find something, because a
// goroutine that wakes up to find nothing changed costs more than what it waits
// for: hundreds may wait.
#ifndef PAGURUS_GC_WAITS_H_
#define PAGURUS_GC_WAITS_H_

#include <stdint.h>

namespace pagurus {

inline constexpr int64_t kMarkersWait = 50 * 1000;

// The calling goroutine waits until it need not, or until there is something to
// mark (MayTryAgain).  On a system stack, as any operation that parks.
void ParkForMarkers();

// The calling thread, which cannot park, waits kMarkersWait nanoseconds.  Not
// by a timer: who runs timers may be the caller.
void WaitForMarkers();

// Somebody has waited from `begin` to `end`, which is now: nanoseconds of the
// monotonic clock.
void NoteWait(int64_t begin, int64_t end);
// Nanoseconds in which somebody, or several, have waited, since the process
// began.  About: of two waits that overlap, the part before the shorter one may
// be missing.
uint64_t WaitedNs();

// In a child process: nobody waits.
void ForgetMarkerWaits();

}  // namespace pagurus

#endif  // PAGURUS_GC_WAITS_H_
