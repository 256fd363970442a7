#include "runtime/marking.h"

#include <sched.h>

#include "runtime/barrier.h"
#include "runtime/global_roots.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/scan.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/native.h"
#include "runtime/sched/start_m.h"
#include "runtime/shrink.h"
#include "runtime/signal_mask.h"
#include "runtime/stack_alloc.h"
#include "runtime/sync/typed_channels.h"
#include "runtime/timers/timers.h"

namespace pagurus {
namespace {

// Goroutines claimed at a time, and bytes of their stacks: a goroutine that is
// to run waits for all of its batch that come before it.
constexpr size_t kBatch = 32;
constexpr size_t kBatchBytes = size_t{64} << 10;
constexpr size_t kCacheLine = 64;

// Who has begun.  Changes while the world is stopped.
constinit const M* collector = nullptr;

void CheckStopped() {
  const M* m = pag_tls.m;
  if (m == nullptr || world.stopper.load(std::memory_order_relaxed) != m) {
    Fatal("marking begins or ends by a thread that has not stopped the world");
  }
}

// Around a piece of work: sysmon leaves the caller its P, and whoever stops the
// world waits for the end; but if the collector has stopped it, the caller
// works on its behalf, and goes on (unlike in a RuntimeScope).  If somebody
// else has, who may be looking at the stacks that this would make smaller, it
// waits.  A handler that left by siglongjmp would leave claims and locks
// behind.
class Piece {
 public:
  Piece() : m_(pag_tls.m) {
    for (Add(1); WorldStopsFor(m_, collector); Add(1)) {
      Add(-1);
      AwaitOthersStart(collector);
    }
  }
  ~Piece() { Add(-1); }
  Piece(const Piece&) = delete;
  Piece& operator=(const Piece&) = delete;

 private:
  void Add(int change) {
    m_->in_runtime.store(
        m_->in_runtime.load(std::memory_order_relaxed) + change,
        std::memory_order_release);
    LightBarrier();
  }

  M* const m_;
  SignalsBlocked blocked_;
};

// About: nobody has claimed it yet, and who runs it may be changing both.
PAG_UNINSTRUMENTED size_t StackInUse(const G* g) {
  return __atomic_load_n(&g->stack_hi, __ATOMIC_RELAXED) -
         __atomic_load_n(&g->sched.sp, __ATOMIC_RELAXED);
}

// The youngest frames, so that they are there when the batch is visited.
PAG_UNINSTRUMENTED void PrefetchStack(const G* g) {
  const uintptr_t sp = __atomic_load_n(&g->sched.sp, __ATOMIC_RELAXED);
  for (size_t i = 0; i < 4; ++i) {
    __builtin_prefetch(reinterpret_cast<const void*>(sp + i * kCacheLine));
  }
}

// One thread's share of the goroutines.
class Share {
 public:
  explicit Share(const RootVisitor& visit) : scanner_(visit) {}
  ~Share() {
    if (shrunk_) ReleaseFreeStacks();
  }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  void Add(G* g) {
    if (IsVisited(g)) return;
    switch (g->status.load(std::memory_order_acquire)) {
      case GStatus::kWaiting:
      case GStatus::kRunnable:
        break;
      default:
        // Who runs it has visited it, or is about to; it is dead, or about to
        // be born with this epoch.
        return;
    }
    batch_[n_++] = g;
    const size_t in_use = StackInUse(g);
    bytes_ += in_use;
    if (in_use <= kBatchBytes) PrefetchStack(g);
    if (n_ == kBatch || bytes_ >= kBatchBytes) Flush();
  }

  void Flush() {
    // Whose stacks others are moving come again.
    while (n_ != 0) {
      const size_t left = Visit();
      if (left == n_) sched_yield();
      n_ = left;
    }
    bytes_ = 0;
  }

 private:
  // How many are left, in front.
  size_t Visit() {
    Claimed claimed[kBatch];
    size_t left = 0;
    Piece piece;
    TryClaimAll(batch_, claimed, n_);
    for (size_t i = 0; i < n_; ++i) {
      G* g = batch_[i];
      if (claimed[i] == Claimed::kTaken) batch_[left++] = g;
      if (claimed[i] != Claimed::kYes) continue;
      if (IsVisited(g)) {
        ReleaseClaim(g);
        continue;
      }
      scanner_.Goroutine(g, nullptr);
      shrunk_ |= ShrinkStack(g);
      ReleaseVisited(g);
    }
    return left;
  }

  Scanner scanner_;
  bool shrunk_ = false;
  size_t n_ = 0;
  size_t bytes_ = 0;
  G* batch_[kBatch];
};

// step() visits a piece, and says if there is more.
template <typename Step>
void InPieces(Step step) {
  for (bool more = true; more;) {
    {
      Piece piece;
      more = step();
    }
    // To who waits for the lock.
    if (more) sched_yield();
  }
}

}  // namespace

void BeginMarking() {
  CheckStopped();
  BeginNotes();
  collector = pag_tls.m;
  world.epoch.fetch_add(2);
}

void FollowMarkingNotes(FollowFn* follow, void* arg) {
  CheckStopped();
  FollowNotes(follow, arg);
}

void VisitRunning(const RootVisitor& visit) {
  CheckStopped();
  Scanner scanner(visit);
  Locked locked(&threads_lock);
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    scanner.Thread(m);
    G* g = m->curg.load(std::memory_order_relaxed);
    if (g != nullptr) SetVisited(g);
  }
}

void VisitWaiting(uint32_t part, uint32_t parts, const RootVisitor& visit) {
  if (!Marking()) Fatal("pag_visit_waiting while nobody marks");
  AttachCollector();
  {
    Share share(visit);
    GIterator all;
    G* run;
    uint32_t turn = 0;
    while (size_t n = all.NextRun(&run)) {
      if (turn++ % parts != part) continue;
      for (G* g = run; g != run + n; ++g) share.Add(g);
    }
    share.Flush();
  }
  if (part == 0) VisitGlobals(visit);
  if (part == 1 % parts) {
    TypedChannelsVisit channels;
    InPieces([&] { return channels.Step(visit); });
  }
  if (part == 2 % parts) {
    TimersVisit timers;
    InPieces([&] { return timers.Step(visit); });
  }
}

void EndMarking() {
  CheckStopped();
  EndNotes();
}

[[gnu::noinline]] void NoteGoroutine(const G* g) {
  const RootVisitor note = {[](void*, uintptr_t word) { NoteWord(word); },
                            nullptr};
  VisitGoroutine(g, nullptr, note);
}

}  // namespace pagurus
