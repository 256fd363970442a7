// The runtime's own lock: for a few dozen instructions at a time, on system
// stacks, never across a switch of goroutines except by Park, which releases
// it once the goroutine can be seen by others.
//
// One locked instruction to take it, a plain store to give it back.  The price
// is that a waiter is not queued: it spins, looking less and less often, then
// gives its time slice away.
//
// Order (I11).  A lock is taken only while locks of smaller rank are held; of
// kChannel, several at once, by ascending address.  Builds without NDEBUG and
// those with a sanitizer check it, and die naming both ranks.
#ifndef PAGURUS_RUNTIME_SCHED_LOCK_H_
#define PAGURUS_RUNTIME_SCHED_LOCK_H_

#include <stdint.h>

#include <atomic>

#include "arch/sanitizers.h"

#if defined(NDEBUG) && !PAG_ASAN && !PAG_TSAN
#define PAG_CHECK_LOCKS 0
#else
#define PAG_CHECK_LOCKS 1
#endif

namespace pagurus {

enum class LockRank : uint8_t {
  kChannel,  // a channel's, a mutex's, any primitive's
  kTimers,   // the heap of timers
  kSched,    // idle Ms and Ps, the global queue
  kThreads,  // the list of all Ms
  kPools,    // stacks, Gs and waiters that no P has
  // The heap's (gc/):
  kHeapCaches,   // what a P allocates from
  kHeapTables,   // handles, weak references, finalizers, roots
  kHeapKinds,    // spans of one kind
  kHeapPages,    // free pages
  kHeapMarking,  // gray objects that markers share
  kHeapMemory,   // the heap's own data structures
  kNotes,        // of the write barrier, taken wherever one may be
  kCount,
};

class Lock {
 public:
  explicit constexpr Lock(LockRank rank) : rank_(rank) {}
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  void Acquire() {
    CheckOrder();
    if (word_.exchange(1, std::memory_order_acquire) != 0) AcquireSlow();
  }
  // Without waiting, so in any order.
  bool TryAcquire() {
    if (word_.exchange(1, std::memory_order_acquire) != 0) return false;
    NoteAcquire();
    return true;
  }
  void Release() {
    NoteRelease();
    word_.store(0, std::memory_order_release);
  }

  // Whatever else is held (fork.h).
  void AcquireForFork() {
    if (word_.exchange(1, std::memory_order_acquire) != 0) AcquireSlow();
  }
  void ReleaseAfterFork() { word_.store(0, std::memory_order_release); }
  LockRank rank() const { return rank_; }

  bool held() const { return word_.load(std::memory_order_relaxed) != 0; }

 private:
  void AcquireSlow();
#if PAG_CHECK_LOCKS
  void CheckOrder();
  void NoteAcquire();
  void NoteRelease();
#else
  void CheckOrder() {}
  void NoteAcquire() {}
  void NoteRelease() {}
#endif

  std::atomic<uint32_t> word_{0};
  const LockRank rank_;
};

// Holds a lock for a scope.  Never in a function that parks.
class Locked {
 public:
  explicit Locked(Lock* lock) : lock_(lock) { lock_->Acquire(); }
  ~Locked() { lock_->Release(); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  Lock* const lock_;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_LOCK_H_
