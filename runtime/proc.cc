#include "runtime/proc.h"

#include <string.h>
#include <sys/mman.h>

#include <new>

#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/extra.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/claim.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/park.h"
#include "runtime/sched/preempt.h"
#include "runtime/signal_mask.h"
#include "runtime/stack_alloc.h"
#include "runtime/start_size.h"
#include "runtime/switches.h"
#include "runtime/sync/wait_block.h"

namespace pagurus {

// The first of a list that only grows, at its end, so that it can be read
// without a lock.
struct GSlab {
  static constexpr size_t kBytes = size_t{64} << 10;
  static constexpr size_t kCount = kBytes / sizeof(G) - 1;

  std::atomic<GSlab*> next;
  // In the place of a G; the others follow.
  G* gs() { return reinterpret_cast<G*>(this) + 1; }
};

namespace {

// Free Gs that a P keeps; half of them go to or come from the common list.
constexpr uint32_t kMaxFreeGs = 64;
// Goroutine numbers that a P takes at once.
constexpr uint64_t kIds = 64;

struct Pool {
  Lock lock{LockRank::kPools};
  G* free = nullptr;
};
constinit Pool pool{};
PAG_HOLD_ACROSS_FORK(pool.lock);
constinit GSlab first_slab{};              // holds none
constinit GSlab* last_slab = &first_slab;  // under pool.lock

constinit std::atomic<uint64_t> last_id{0};
// Every thread's g0 has one, too, of another kind.
constinit std::atomic<uint64_t> last_system_id{kSystemId};

// A P takes some at a time: a locked instruction for each would be felt.
uint64_t NextId(P* p) {
  if (p == nullptr) return last_id.fetch_add(1, std::memory_order_relaxed) + 1;
  if (p->next_id == p->last_id) {
    p->next_id = last_id.fetch_add(kIds, std::memory_order_relaxed);
    p->last_id = p->next_id + kIds;
  }
  return ++p->next_id;
}

// Under pool.lock.
bool AddSlab() {
  // As stacks are mapped: then the kernel makes one mapping of all, of which a
  // process may only have so many (vm.max_map_count).  From the second slab on
  // with all its pages, as a span of stacks.
  const int populate = last_slab == &first_slab ? 0 : MAP_POPULATE;
  void* memory =
      mmap(nullptr, GSlab::kBytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | populate, -1, 0);
  if (memory == MAP_FAILED) return false;
  GSlab* slab = static_cast<GSlab*>(memory);
  for (size_t i = GSlab::kCount; i-- > 0;) {
    slab->gs()[i].next = pool.free;
    pool.free = &slab->gs()[i];
  }
  last_slab->next.store(slab, std::memory_order_release);
  last_slab = slab;
  return true;
}

G* TakeFromPool() {
  if (pool.free == nullptr && !AddSlab()) return nullptr;
  G* g = pool.free;
  pool.free = g->next;
  return g;
}

// A G of no meaning yet; null without memory.
G* AllocG() {
  P* p = CurrentP();
  if (p != nullptr && p->free_gs != nullptr) {
    G* g = p->free_gs;
    p->free_gs = g->next;
    --p->n_free_gs;
    return g;
  }
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  G* g = TakeFromPool();
  for (uint32_t i = 0; p != nullptr && i < kMaxFreeGs / 2; ++i) {
    G* spare = TakeFromPool();
    if (spare == nullptr) break;
    spare->next = p->free_gs;
    p->free_gs = spare;
    ++p->n_free_gs;
  }
  return g;
}

// The caller holds a P.
void FreeG(P* p, G* g) {
  g->status.store(GStatus::kDead, std::memory_order_relaxed);
  g->next = p->free_gs;
  p->free_gs = g;
  if (++p->n_free_gs < kMaxFreeGs) return;
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  for (uint32_t i = 0; i < kMaxFreeGs / 2; ++i) {
    G* spare = p->free_gs;
    p->free_gs = spare->next;
    spare->next = pool.free;
    pool.free = spare;
  }
  p->n_free_gs -= kMaxFreeGs / 2;
}

}  // namespace

GIterator::GIterator()
    : slab_(first_slab.next.load(std::memory_order_acquire)) {}

G* GIterator::Next() {
  if (slab_ == nullptr) return nullptr;
  if (next_ == GSlab::kCount) {
    slab_ = slab_->next.load(std::memory_order_acquire);
    next_ = 0;
    return Next();
  }
  return slab_->gs() + next_++;
}

size_t GIterator::NextRun(G** first) {
  if (slab_ == nullptr) return 0;
  *first = slab_->gs() + next_;
  const size_t n = GSlab::kCount - next_;
  slab_ = slab_->next.load(std::memory_order_acquire);
  next_ = 0;
  return n;
}

void InitG(G* g, GStatus status) {
  // A G begins as zeros, as memory from the kernel does.
  char* const begin = reinterpret_cast<char*>(g);
  memset(begin, 0, reinterpret_cast<char*>(&g->wait_reason) - begin);
  g->magic = kGMagic;
  g->status.store(status, std::memory_order_relaxed);
  g->id = status == GStatus::kSystem
              ? last_system_id.fetch_add(1, std::memory_order_relaxed) + 1
              : NextId(CurrentP());
  ResetArena(g);
}

void GoStartCall(Gobuf* buf, const void* fn, void* ctxt) {
  buf->sp -= sizeof(uintptr_t);
  *reinterpret_cast<uintptr_t*>(buf->sp) = buf->pc;
  buf->pc = reinterpret_cast<uintptr_t>(fn);
  buf->ctxt = ctxt;
}

void GoStartCallFn(Gobuf* buf, Closure* closure) {
  GoStartCall(buf, __pag_gostart, closure);
}

void GiveFirstStack(G* g) {
  const StackRange stack = AllocStack(StartSize(g->start.fn));
  if (stack.lo == 0) Fatal("no memory for a goroutine's stack");
  if (switches.poison != 0) FillWords(stack.lo, stack.size(), kPoisonFresh);
  SetStack(g, stack.lo, stack.hi);
  g->sched.sp = stack.hi - kStackTopWords * sizeof(uintptr_t);
  // The modes (goexit.S).
  *reinterpret_cast<uintptr_t*>(g->sched.sp) = g->sched.ret;
  g->sched.ret = 0;
  g->sched.pc = GoexitReturnAddress();
  GoStartCallFn(&g->sched, &g->start);
}

G* NewG(void (*fn)(void*), void* arg, uintptr_t created_by) {
  G* g = AllocG();
  if (g == nullptr) return nullptr;
  InitG(g, GStatus::kDead);
  g->start = {fn, arg};
  g->created_by = PackCreator(created_by);
  g->sched.g = g;
  g->sched.ctxt = &g->start;
  // As a thread has them from its creator (C11, 7.6).
  static_assert(sizeof(FpModes) == sizeof g->sched.ret);
  SaveFpModes(reinterpret_cast<FpModes*>(&g->sched.ret));
  g->resume = GiveFirstStack;
  if (!IsVisited(g)) SetVisited(g);
  if (pag_tls.m == nullptr) return g;
  Stats& stats = pag_tls.m->stats;
  if (CountStart(&stats)) SampleStart(fn, &stats);
  return g;
}

}  // namespace pagurus

// On g0, when a goroutine's function has returned or called pag_goexit: from
// here its stack can be freed (I9).
PAG_SAVES_NOTHING PAG_UNINSTRUMENTED void __pag_goexit0() {
  using namespace pagurus;
  if (pag_tls.m->curg.load(std::memory_order_relaxed)->extra != nullptr) {
    SanitizerPark();
    EndExtra(pag_tls.m->curg.load(std::memory_order_relaxed));
  }
  P* p = EnsureP();
  G* g = LeaveGoroutine(GStatus::kDead);
  Stats& stats = pag_tls.m->stats;
  if (CountEnd(&stats)) SampleEnd(g->start.fn, g->stack_size(), &stats);
  SanitizerGoexit(g);
  FreeArena(g);
  FreeSaveArea(g);
  FreeWaitBlock(g);
  FreeStack({g->stack_lo, g->stack_hi});
  if (g->locked_m != nullptr) g->locked_m->locked_g = nullptr;
  FreeG(p, g);
  Schedule();
}
