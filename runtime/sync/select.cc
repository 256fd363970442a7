// select.
//
//      lock all channels, by ascending address
//      one of the cases that can go on, at random: do it, unlock, return
//      else stand in all queues with one ticket, and park
//      the waker (or the timer) claims the ticket and says which case
//      resume: leave the other queues
//
// All channels stay locked until the goroutine is parked (ParkCommit), so no
// waker sees it half-way.  When the first lock is released it may already be
// running; but its resume function needs each of the other locks before it can
// end, so the commit, which ends with releasing the last one, may use the
// goroutine's block until then.
#include "arch/entries.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sync/channel.h"
#include "runtime/sync/timed_wait.h"

namespace pagurus {
namespace {

// So many channels are put in order on the system stack.
constexpr size_t kFew = 16;
constexpr size_t kMaxCases = 65536;

// A select that is under way, on the system stack.
struct Selection {
  pag_case* cases;
  size_t n;
  G* g;              // which waits, and has a block; null: it does not wait
  pag_chan** order;  // the cases' channels by address; some may be the same
  size_t count;      // of these
  pag_chan* few[kFew];
};

void SortByAddress(pag_chan** order, size_t count) {
  // Shell's sort: of two or three channels, insertion; of thousands, still
  // fast.
  static constexpr size_t kGaps[] = {29524, 9841, 3280, 1093, 364,
                                     121,   40,   13,   4,    1};
  for (const size_t gap : kGaps) {
    for (size_t i = gap; i < count; ++i) {
      pag_chan* const ch = order[i];
      size_t at = i;
      for (; at >= gap && order[at - gap] > ch; at -= gap) {
        order[at] = order[at - gap];
      }
      order[at] = ch;
    }
  }
}

void LockAll(const Selection& s) {
  for (size_t i = 0; i < s.count; ++i) {
    if (i == 0 || s.order[i] != s.order[i - 1]) s.order[i]->lock.Acquire();
  }
}

// That of `last` goes last: who is woken by what was done there may free it,
// and the others with it.  Null: any.
void UnlockAll(const Selection& s, pag_chan* last) {
  pag_chan** const order = s.order;
  const size_t count = s.count;
  for (size_t i = 0; i < count; ++i) {
    pag_chan* const ch = order[i];
    if (ch == last || (i + 1 < count && order[i + 1] == ch)) continue;
    ch->lock.Release();
  }
  if (last != nullptr) last->lock.Release();
}

// In [0, n).
uint32_t RandomBelow(uint32_t n) {
  P* p = CurrentP();
  uint64_t random;
  if (p != nullptr) {
    random = p->Random();
  } else {
    // A thread of the program's own.
    static constinit std::atomic<uint64_t> counter{0};
    random = counter.fetch_add(1, std::memory_order_relaxed) *
             uint64_t{0x9e3779b97f4a7c15};
  }
  return static_cast<uint32_t>((random >> 32) * n >> 32);
}

constexpr size_t kNone = ~size_t{0};

// One of the cases that may go on, each as likely as any other; or kNone.
size_t Choose(const Selection& s) {
  size_t chosen = kNone;
  uint32_t ready = 0;
  for (size_t i = 0; i < s.n; ++i) {
    const pag_case& c = s.cases[i];
    if (c.chan == nullptr) continue;
    if (!(c.op == PAG_SEND ? MaySend(c.chan) : MayReceive(c.chan))) continue;
    if (++ready == 1 || RandomBelow(ready) == 0) chosen = i;
  }
  return chosen;
}

// Does one case, or returns kNone.
size_t DoOne(const Selection& s, int* received, G** wake) {
  for (;;) {
    const size_t i = Choose(s);
    if (i == kNone) return kNone;
    const pag_case& c = s.cases[i];
    const int result = c.op == PAG_SEND
                           ? SendLocked(c.chan, c.element, wake)
                           : ReceiveLocked(c.chan, c.element, wake);
    // All that waited there had ended elsewhere, and are out now.
    if (result == PAG_WOULD_BLOCK) continue;
    if (received != nullptr) *received = c.op == PAG_RECV && result == PAG_DONE;
    return i;
  }
}

// A select's elements are in pinned memory (I1).
void CheckElement(const G* g, const void* element) {
  const uintptr_t address = reinterpret_cast<uintptr_t>(element);
  if (g->status.load(std::memory_order_relaxed) != GStatus::kSystem &&
      address - g->stack_lo < g->stack_size()) {
    Fatal("an element of a select is on a stack that moves (I1)");
  }
}

void EnqueueAll(const Selection& s, int64_t timeout_ns, int* received) {
  G* g = s.g;
  WaitBlock* block = g->wait_block;
  const uint32_t ticket = NewTicket(g);
  block->received = received;
  block->count = 0;
  for (size_t i = 0; i < s.n; ++i) {
    const pag_case& c = s.cases[i];
    if (c.chan == nullptr) continue;
    Waiter* w = &block->waiters()[block->count++];
    w->g = g;
    w->ticket = ticket;
    w->index = static_cast<uint32_t>(i);
    w->sends = c.op == PAG_SEND;
    w->queued = false;
    CheckElement(g, c.element);
    Enqueue(c.chan, w, c.element);
  }
  if (timeout_ns < 0) {
    SetNoTimeout(block);
  } else {
    SetTimeout(block, ticket, timeout_ns);
  }
}

void CommitSelect(void* argument) {
  const auto& s = *static_cast<const Selection*>(argument);
  StartTimeout(s.g->wait_block);
  UnlockAll(s, nullptr);
}

void ResumeSelect(G* g) {
  WaitBlock* block = g->wait_block;
  const bool timed_out = EndTimeout(block);
  const intptr_t ret = static_cast<intptr_t>(g->sched.ret);
  const uint32_t index = static_cast<uint32_t>(ret < 0 ? ~ret : ret);
  bool received = false;
  for (size_t i = 0; i < block->count; ++i) {
    Waiter* w = &block->waiters()[i];
    if (!timed_out && w->index == index) {
      // The waker has taken it out, and had that channel's lock to do so.
      received = !w->sends && ret >= 0;
    } else {
      Dequeue(w);
    }
  }
  if (block->received != nullptr) *block->received = received;
  g->sched.ret = timed_out ? static_cast<uintptr_t>(intptr_t{PAG_TIMED_OUT})
                           : uintptr_t{index};
}

// What is wrong with the cases is found before any lock is taken.
void PutInOrder(Selection* s, bool waits) {
  if (s->n > kMaxCases) Fatal("select of more than 65536 cases");
  s->g = nullptr;
  s->order = s->few;
  if (waits || s->n > kFew) {
    s->g = CurrentWaiter();
    WaitBlock* block = PrepareWaitBlock(s->g, s->n);
    if (s->n > kFew) s->order = block->order();
  }
  s->count = 0;
  for (size_t i = 0; i < s->n; ++i) {
    const pag_case& c = s->cases[i];
    if (c.op != PAG_SEND && c.op != PAG_RECV) {
      Fatal("a case of a select neither sends nor receives");
    }
    if (c.chan != nullptr) s->order[s->count++] = c.chan;
  }
  SortByAddress(s->order, s->count);
}

// True if it is done with *result; else the caller is to park.
bool Begin(Selection* s, int64_t timeout_ns, int* received, int* result) {
  PutInOrder(s, timeout_ns != 0);
  LockAll(*s);
  G* wake = nullptr;
  const size_t i = DoOne(*s, received, &wake);
  if (i == kNone && timeout_ns != 0) {
    EnqueueAll(*s, timeout_ns, received);
    return false;
  }
  UnlockAll(*s, i == kNone ? nullptr : s->cases[i].chan);
  if (wake != nullptr) ReadyNext(wake);
  *result = i == kNone ? int{PAG_WOULD_BLOCK} : static_cast<int>(i);
  if (i == kNone && received != nullptr) *received = 0;
  return true;
}

PAG_UNINSTRUMENTED int Select(pag_case* cases, size_t n, int64_t timeout_ns,
                              int* received) {
  Selection s;
  s.cases = cases;
  s.n = n;
  int result;
  if (Begin(&s, timeout_ns, received, &result)) return result;
  return static_cast<int>(
      ParkCommit(CommitSelect, &s, ResumeSelect,
                 n == 0 ? WaitReason::kSelectNoCases : WaitReason::kSelect));
}

}  // namespace
}  // namespace pagurus

using namespace pagurus;

PAG_UNINSTRUMENTED int __pag_select_op(pag_case* cases, size_t n,
                                       int64_t timeout_ns, int* received) {
  // A random number is the P's.
  EnsureP();
  return Select(cases, n, timeout_ns, received);
}

int __pag_select_native(pag_case* cases, size_t n, int64_t timeout_ns,
                        int* received) {
  if (pag_tls.m == nullptr) AttachThread();
  RuntimeScope scope;
  return Select(cases, n, timeout_ns, received);
}
