// What few goroutines need: a G points to it once it has been asked for.
//
// Extras are never unmapped and never change their kind, so a ticket can lead
// to one whose goroutine has ended: the number in it tells.
#ifndef PAGURUS_RUNTIME_EXTRA_H_
#define PAGURUS_RUNTIME_EXTRA_H_

#include <stddef.h>
#include <stdint.h>

#include "runtime/g.h"
#include "runtime/sched/lock.h"

namespace pagurus {

struct GoexitHook;

struct Extra {
  // --- pag_park (sync/park_ready.cc); under the lock ---
  Lock lock{LockRank::kChannel};
  uint64_t number = 0;  // of the last ticket; goes on when it is used again
  bool over = true;     // that wait has ended, or may end as soon as it begins
  bool parked = false;
  bool timed = false;
  uint32_t claim = 0;  // G::ticket of the wait, if timed
  uintptr_t value = 0;
  G* g = nullptr;
  // --- the goroutine's own ---
  void (*cancel)(void*) = nullptr;
  void* cancel_arg = nullptr;
  void** values = nullptr;  // goroutine-local ones, by key (local.cc)
  size_t values_bytes = 0;
  GoexitHook* hooks = nullptr;  // the last one first (local.cc)
  uint32_t thread_locks = 0;    // pag_lock_thread beyond the first

  Extra* next_free = nullptr;  // under the pool's lock
};

// The goroutine (or g0) in whose name native code runs on this thread.  Makes
// the thread an M if it is none.
G* CurrentG();

// g's extra, which is made if need be; null without memory.  g is the caller's.
Extra* ExtraOf(G* g);

// g, the caller's, ends: its hooks and destructors run, its extra is freed.
void EndExtra(G* g);

// What local.cc has to do of that.
void RunGoexitHooks(Extra* extra);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_EXTRA_H_
