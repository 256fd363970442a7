// P: what it takes to run goroutines.  There are as many as goroutines may run
// at the same time; an M holds one while it runs them, and gives it up to wait.
//
//      P ─ run queues, runnext       private to the M that holds the P (of one
//                                    that is withheld, under sched.lock)
//        ─ free Gs, free stacks
//        ─ inbox, request            how other Ps ask for work (steal.h)
#ifndef PAGURUS_RUNTIME_SCHED_P_H_
#define PAGURUS_RUNTIME_SCHED_P_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/g.h"
#include "runtime/sched/run_queue.h"
#include "runtime/stack_cache.h"

namespace pagurus {

struct M;

inline constexpr int kMaxProcs = 256;
inline constexpr uint32_t kLongQueue = 256;
// P::fresh may go first so many times in a row: then it is the turn of the
// queue, and of the oldest in `fresh` behind it.
inline constexpr uint32_t kFreshStreak = 64;
// The global queue is looked at first once in so many turns, or goroutines that
// keep each other ready would keep it waiting for ever.  Prime, so that it does
// not fall into step with a program's own pattern (Go's schedtick).
inline constexpr uint32_t kGlobalEvery = 61;
// Goroutines that change hands at once.
inline constexpr uint32_t kMaxGrant = 64;

struct alignas(128) P {
  // --- the holder's ---
  // What it allocates from: the heap's (gc/cache.h), null until it does. First:
  // PAG_P_HEAP.
  void* heap = nullptr;
  RunQueue queue;
  // Created while the queue was long (PushNew).
  RunQueue fresh;
  uint32_t fresh_streak = 0;  // times in a row that one of these went first
  // Made ready by the goroutine that runs, most likely for it to wait for: runs
  // next, while what it works on is in the cache.
  std::atomic<G*> runnext{nullptr};
  // An M back from native code has had it: now it is the queues' turn.
  bool owes_turn = false;
  // The turn (`tick`) at which the global queue is looked at first.
  uint32_t global_turn = 0;
  uint32_t runnext_streak = 0;  // times in a row that runnext went first
  uint64_t random = 0;          // state of Random()
  G* free_gs = nullptr;
  uint32_t n_free_gs = 0;
  uint64_t next_id = 0;  // of goroutines; up to last_id they are this P's
  uint64_t last_id = 0;
  StackCache stacks;
  int id = 0;

  // --- read by sysmon ---
  std::atomic<uint32_t> tick{0};  // one more for each goroutine that ran
  std::atomic<M*> m{nullptr};     // holder, or null

  // --- written by others ---
  // 1 + the id of a P that wants work; kAnswering; 0: nobody.
  alignas(128) std::atomic<uint32_t> request{0};
  // sysmon wants the goroutine that runs to give way.
  std::atomic<bool> preempt{false};
  // Goroutines granted to this P: valid when inbox_state is 1 + their number.
  std::atomic<uint32_t> inbox_state{0};
  G* inbox[kMaxGrant];

  P* next_idle = nullptr;  // under sched.lock

  // In both queues; as any thread sees it, exact for the owner.
  uint32_t queued() const { return queue.size() + fresh.size(); }

  // g has been created.  A goroutine that creates many, which create many in
  // turn, makes a tree: level by level all of it would be alive at once, with
  // its stacks.  So what no longer fits a short queue waits on a stack, and the
  // newest goes first: then the tree is as wide as it is deep (R. Blumofe, C.
  // Leiserson, "Scheduling Multithreaded Computations by Work Stealing", 1999).
  void PushNew(G* g) { (queue.size() < kLongQueue ? queue : fresh).Push(g); }

  // What is next in the two queues; null if nothing is.
  __attribute__((always_inline)) G* PopQueued() {
    if (__builtin_expect(fresh.size() == 0, 1)) return queue.Pop();
    return PopWhileFresh();
  }
  [[gnu::noinline]] G* PopWhileFresh() {
    if (fresh_streak++ < kFreshStreak) return fresh.PopNewest();
    fresh_streak = 0;
    queue.Push(fresh.Pop());
    return queue.Pop();
  }

  // A goroutine has had its slice, and 61 of those are long: the global queue
  // is next.
  void GlobalNext() { global_turn = tick.load(std::memory_order_relaxed) + 1; }

  // A pseudorandom number (xorshift64*, G. Marsaglia 2003, S. Vigna 2014).
  uint64_t Random() {
    random ^= random >> 12;
    random ^= random << 25;
    random ^= random >> 27;
    return random * 0x2545f4914f6cdd1d;
  }
};
static_assert(offsetof(P, heap) == PAG_P_HEAP);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_P_H_
