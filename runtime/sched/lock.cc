#include "runtime/sched/lock.h"

#include <sched.h>

#include "arch/cpu.h"
#include "runtime/print.h"

namespace pagurus {
namespace {

// A holder that runs is done within this many turns; one that does not needs
// the processor that we stand on.
constexpr int kSpins = 512;
// From one look at the lock to the next, at most: as long as some of the
// holder's turns with it, which need not share its cache lines meanwhile.
// (Anderson, The performance of spin lock alternatives, 1990.)
constexpr int kLongestPause = 64;

}  // namespace

void Lock::AcquireSlow() {
  for (;;) {
    int pause = 1;
    for (int i = 0; i < kSpins; i += pause) {
      if (word_.load(std::memory_order_relaxed) == 0 &&
          word_.exchange(1, std::memory_order_acquire) == 0) {
        return;
      }
      if (pause < kLongestPause) pause *= 2;
      for (int j = 0; j < pause; ++j) CpuRelax();
    }
    sched_yield();
  }
}

#if PAG_CHECK_LOCKS

namespace {

// How many locks of each rank this thread holds.
constinit thread_local uint32_t held_locks[size_t(LockRank::kCount)] = {};

}  // namespace

void Lock::CheckOrder() {
  const size_t rank = size_t(rank_);
  for (size_t r = rank; r < size_t(LockRank::kCount); ++r) {
    if (held_locks[r] == 0 || (r == rank && rank_ == LockRank::kChannel)) {
      continue;
    }
    Printer()
        .Text("pagurus: fatal error: a lock of rank ")
        .Dec(rank)
        .Text(" is taken while one of rank ")
        .Dec(r)
        .Text(" is held (I11)\n");
    Die();
  }
  NoteAcquire();
}

void Lock::NoteAcquire() { ++held_locks[size_t(rank_)]; }

void Lock::NoteRelease() { --held_locks[size_t(rank_)]; }

#endif  // PAG_CHECK_LOCKS

}  // namespace pagurus
