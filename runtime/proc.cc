#include "runtime/proc.h"

#include <sys/mman.h>

#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched.h"
#include "runtime/stack_alloc.h"
#include "runtime/stats.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

constexpr size_t kSlab = size_t{64} << 10;

constinit G* free_gs = nullptr;
constinit uint64_t last_id = 0;
// Every thread's g0 has one, too, of another kind.
constinit uint64_t last_system_id = kSystemId;

bool RefillGs() {
  void* memory = mmap(nullptr, kSlab, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  G* slab = static_cast<G*>(memory);
  for (size_t i = kSlab / sizeof(G); i-- > 0;) {
    slab[i].next = free_gs;
    free_gs = &slab[i];
  }
  return true;
}

void FreeG(G* g) {
  g->status = GStatus::kDead;
  g->next = free_gs;
  free_gs = g;
}

}  // namespace

void InitG(G* g, GStatus status) {
  *g = G();
  g->magic = kGMagic;
  g->status = status;
  g->id = status == GStatus::kSystem
              ? __atomic_add_fetch(&last_system_id, 1, __ATOMIC_RELAXED)
              : ++last_id;
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

G* NewG(void (*fn)(void*), void* arg) {
  if (free_gs == nullptr && !RefillGs()) return nullptr;
  const StackRange stack = AllocStack(switches.minstack);
  if (stack.lo == 0) return nullptr;
  G* g = free_gs;
  free_gs = g->next;
  InitG(g, GStatus::kRunnable);
  if (switches.poison != 0) FillWords(stack.lo, stack.size(), kPoisonFresh);
  SetStack(g, stack.lo, stack.hi);
  g->start = {fn, arg};
  g->sched.g = g;
  g->sched.sp = stack.hi - kStackTopWords * sizeof(uintptr_t);
  g->sched.pc = GoexitReturnAddress();
  GoStartCallFn(&g->sched, &g->start);
  ++stats.goroutines;
  if (stack.size() > stats.max_stack_bytes) {
    stats.max_stack_bytes = stack.size();
  }
  return g;
}

}  // namespace pagurus

// On g0, when a goroutine's function has returned or called pag_goexit: from
// here its stack can be freed (I9).
PAG_UNINSTRUMENTED void __pag_goexit0(pagurus::G* g) {
  pagurus::SanitizerPark();
  pagurus::SanitizerGoexit(g);
  pag_tls.m->curg = nullptr;
  pagurus::FreeArena(g);
  pagurus::FreeStack({g->stack_lo, g->stack_hi});
  pagurus::FreeG(g);
  pagurus::Schedule();
}
