#include "runtime/sched/steal.h"

#include "arch/cpu.h"
#include "runtime/sched/preempt.h"
#include "runtime/sched/stop_world.h"

namespace pagurus {
namespace {

// P::request while the victim fills the thief's inbox.
constexpr uint32_t kAnswering = ~uint32_t{0};
// Turns of waiting for an answer: some microseconds, what a switch or two
// takes.  Then the victim's attention is asked for, once.
constexpr int kPatience = 400;
// Times that all other Ps are asked before the thief looks on.
constexpr int kRounds = 3;
// Turns of looking on before a goroutine is taken out of runnext: some
// microseconds, as above.  (Go sleeps for 3: runqgrab in proc.go.)
constexpr int kRunnextPatience = 200;
// Turns of looking on before the thief goes idle: about as long as that and
// being woken take (a futex each, and a barrier that interrupts the others), so
// that it costs at most twice as much as if the future were known.  (Karlin,
// Li, Manasse, Owicki, Empirical studies of competitive spinning, 1991.)
constexpr int kIdlePatience = 1000;
// Turns of waiting until others have found what they look for, before this one
// may look itself.
constexpr int kTurnPatience = 200;

uint32_t TicketOf(const P* p) { return static_cast<uint32_t>(p->id) + 1; }

// Waits for the inbox of `thief` to be filled; false if it takes too long.
bool WaitForGrant(P* thief) {
  for (int i = 0; i < kPatience; ++i) {
    if (thief->inbox_state.load(std::memory_order_acquire) != 0) return true;
    // Thieves that ask each other must not wait for each other.
    if (thief->request.load(std::memory_order_relaxed) != 0) {
      Grant(thief, false);
    }
    CpuRelax();
  }
  return false;
}

// What is in the inbox: the first goroutine; the rest goes into the queue.
G* EmptyInbox(P* thief) {
  const uint32_t n = thief->inbox_state.load(std::memory_order_relaxed) - 1;
  thief->inbox_state.store(0, std::memory_order_relaxed);
  for (uint32_t i = 1; i < n; ++i) thief->queue.Push(thief->inbox[i]);
  return n == 0 ? nullptr : thief->inbox[0];
}

G* StealFrom(P* thief, P* victim) {
  uint32_t none = 0;
  const uint32_t ticket = TicketOf(thief);
  if (!victim->request.compare_exchange_strong(none, ticket,
                                               std::memory_order_acq_rel)) {
    return nullptr;  // somebody else asks already
  }
  if (!WaitForGrant(thief)) {
    AskForAttention(victim);
    if (!WaitForGrant(thief)) {
      uint32_t mine = ticket;
      if (victim->request.compare_exchange_strong(mine, 0,
                                                  std::memory_order_acq_rel)) {
        return nullptr;
      }
      // The answer is on its way.
      while (!WaitForGrant(thief)) {
      }
    }
  }
  return EmptyInbox(thief);
}

bool MayHaveWork(const P* p) {
  return p->queued() != 0 ||
         p->runnext.load(std::memory_order_relaxed) != nullptr;
}

// If the goroutine in runnext has to wait for its turn.  It usually is about to
// run, and what it needs is in the victim's cache: a channel's element, a mutex
// that the victim's goroutine has just unlocked.
bool RunnextWaits(P* thief, P* victim) {
  const G* next = victim->runnext.load(std::memory_order_relaxed);
  const uint32_t tick = victim->tick.load(std::memory_order_relaxed);
  if (next == nullptr) return false;
  for (int i = 0; i < kRunnextPatience; ++i) {
    CpuRelax();
    if (victim->tick.load(std::memory_order_relaxed) != tick ||
        thief->request.load(std::memory_order_relaxed) != 0) {
      return false;
    }
  }
  return victim->runnext.load(std::memory_order_relaxed) == next;
}

G* AskAround(P* p) {
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  for (int round = 0; round < kRounds; ++round) {
    const uint32_t first = static_cast<uint32_t>(p->Random() >> 32) % procs;
    for (uint32_t i = 0; i < procs; ++i) {
      P* victim = sched.ps[(first + i) % procs];
      if (victim == p || !MayHaveWork(victim)) continue;
      // Nobody would answer.
      if (WorldStops()) return nullptr;
      // Only in the end.
      if (victim->queued() == 0 &&
          (round + 1 < kRounds || !RunnextWaits(p, victim))) {
        continue;
      }
      G* g = StealFrom(p, victim);
      if (g != nullptr) return g;
    }
    if (sched.global_size.load(std::memory_order_relaxed) != 0) return nullptr;
  }
  return nullptr;
}

// If a thief without work has something else to do than to look for some.  Says
// no to thieves that ask it.
bool IsWanted(P* p) {
  if (p->request.load(std::memory_order_relaxed) != 0) Grant(p, false);
  return WorldStops() || sched.p_wanted.load(std::memory_order_relaxed) ||
         sched.global_size.load(std::memory_order_relaxed) != 0;
}

// At most half as many look for work as have some.  Those that have just found
// it count as looking for a moment, so this waits for one.
bool StartSpinning(M* m, P* p) {
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  for (int i = 0; i < kTurnPatience && !IsWanted(p); ++i) {
    const uint32_t idle = sched.n_idle_ps.load(std::memory_order_relaxed);
    if (2 * sched.spinning.load(std::memory_order_relaxed) < procs - idle) {
      m->spinning = true;
      sched.spinning.fetch_add(1);
      return true;
    }
    CpuRelax();
  }
  return false;
}

// Looks on while others work, for *patience turns in all.  If it is worth while
// to ask them again: one of them has work to give, or it has been looking on
// for long, and what is in runnext may have waited.
bool LookOn(P* p, int* patience) {
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  while (--*patience > 0) {
    if (IsWanted(p) ||
        sched.n_idle_ps.load(std::memory_order_relaxed) +
                sched.n_withheld_ps.load(std::memory_order_relaxed) + 1 ==
            procs) {
      return false;
    }
    const P* other = sched.ps[static_cast<uint32_t>(*patience) % procs];
    if (other != p && other->queued() != 0) return true;
    CpuRelax();
  }
  return *patience == 0;
}

}  // namespace

G* Steal(M* m, P* p) {
  if (sched.procs.load(std::memory_order_relaxed) == 1) return nullptr;
  if (!m->spinning && !StartSpinning(m, p)) return nullptr;
  int patience = kIdlePatience;
  G* g;
  do {
    g = AskAround(p);
  } while (g == nullptr && LookOn(p, &patience));
  return g;
}

void Grant(P* p, bool busy) {
  uint32_t ticket = p->request.load(std::memory_order_acquire);
  if (ticket == 0 || ticket == kAnswering ||
      !p->request.compare_exchange_strong(ticket, kAnswering,
                                          std::memory_order_acq_rel)) {
    return;  // taken back
  }
  P* thief = sched.ps[ticket - 1];
  G* next = p->runnext.load(std::memory_order_relaxed);
  const uint32_t queued = p->queued();
  uint32_t n = (queued + (next != nullptr) + (busy ? 1 : 0)) / 2;
  if (n > kMaxGrant) n = kMaxGrant;
  const uint32_t from_queue = n < queued ? n : queued;
  uint32_t i = 0;
  for (; i < from_queue; ++i) {
    G* g = p->queue.Pop();
    thief->inbox[i] = g != nullptr ? g : p->fresh.Pop();
  }
  if (i < n) {
    p->runnext.store(nullptr, std::memory_order_relaxed);
    thief->inbox[i++] = next;
  }
  thief->inbox_state.store(1 + i, std::memory_order_release);
  p->request.store(0, std::memory_order_release);
}

void StopSpinningSlow(M* m) {
  m->spinning = false;
  // Whoever made something ready meanwhile relied on us.
  if (sched.spinning.fetch_sub(1) == 1) WakeSomeone();
}

}  // namespace pagurus
