#include "runtime/extra.h"

#include <sys/mman.h>

#include <new>

#include "runtime/m.h"
#include "runtime/sched/fork.h"
#include "runtime/signal_mask.h"
#include "runtime/sync/memory.h"

namespace pagurus {
namespace {

constexpr size_t kSlab = size_t{64} << 10;

constinit Lock pool_lock(LockRank::kPools);
PAG_HOLD_ACROSS_FORK(pool_lock);
constinit Extra* free_extras = nullptr;

// Under pool_lock.
bool AddSlab() {
  void* memory = mmap(nullptr, kSlab, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  Extra* extras = static_cast<Extra*>(memory);
  for (size_t i = kSlab / sizeof(Extra); i-- > 0;) {
    Extra* extra = new (&extras[i]) Extra();
    extra->next_free = free_extras;
    free_extras = extra;
  }
  return true;
}

}  // namespace

G* CurrentG() {
  if (pag_tls.m == nullptr) AttachThread();
  M* m = pag_tls.m;
  G* g = m->curg.load(std::memory_order_relaxed);
  return g != nullptr ? g : m->g0;
}

Extra* ExtraOf(G* g) {
  if (g->extra != nullptr) return g->extra;
  SignalsBlocked blocked;
  pool_lock.Acquire();
  Extra* extra = nullptr;
  if (free_extras != nullptr || AddSlab()) {
    extra = free_extras;
    free_extras = extra->next_free;
  }
  pool_lock.Release();
  if (extra != nullptr) extra->g = g;
  g->extra = extra;
  return extra;
}

void EndExtra(G* g) {
  Extra* extra = g->extra;
  if (extra == nullptr) return;
  RunGoexitHooks(extra);
  if (extra->values != nullptr) FreeMemory(extra->values, extra->values_bytes);
  extra->values = nullptr;
  extra->values_bytes = 0;
  extra->thread_locks = 0;
  extra->lock.Acquire();
  extra->over = true;
  extra->g = nullptr;
  extra->lock.Release();
  g->extra = nullptr;
  SignalsBlocked blocked;
  Locked locked(&pool_lock);
  extra->next_free = free_extras;
  free_extras = extra;
}

}  // namespace pagurus
