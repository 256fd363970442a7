#include "runtime/stack_alloc.h"

#include <sys/mman.h>

#include "arch/entries.h"
#include "runtime/fresh_range.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/sched.h"
#include "runtime/signal_mask.h"
#include "runtime/stack_spans.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

constexpr size_t kLargestSmall = size_t{1}
                                 << (kFirstStackClass + kStackClasses - 1);
constexpr size_t kMaxCached = size_t{16} << 20;
constexpr size_t kPage = 4096;

// What no P has.  A free stack is linked from its top word, which is in the
// cache and mapped.
struct Pool {
  Lock lock{LockRank::kPools};
  StackSpans small;
  uintptr_t head[64] =
      {};             // of large stacks of 2^i bytes: the stack's hi, or 0
  size_t cached = 0;  // bytes of them
};
constinit Pool pool{};
PAG_HOLD_ACROSS_FORK(pool.lock);

uintptr_t& Link(uintptr_t hi) {
  return *reinterpret_cast<uintptr_t*>(hi - sizeof(uintptr_t));
}

// A list's first stack; it has one.
uintptr_t Pop(uintptr_t* head) {
  const uintptr_t hi = *head;
  *head = Link(hi);
  Link(hi) = 0;
  return hi;
}

void Push(uintptr_t* head, uintptr_t hi) {
  Link(hi) = *head;
  *head = hi;
}

size_t ClassOf(size_t size) {
  return static_cast<size_t>(__builtin_ctzll(size));
}

uintptr_t Map(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? 0 : reinterpret_cast<uintptr_t>(memory);
}

bool UseFreshRange() {
  return switches.stressmove != 0 || switches.faultonfree != 0;
}

// Address space that a stack in a fresh range takes.
size_t BlockSize(size_t size) {
  size_t least = 2048;  // fresh_range.h
  if (switches.faultonfree != 0) least = kPage;
  return size < least ? least : size;
}

// --- Under pool.lock
// ----------------------------------------------------------

uintptr_t TakeSmall(size_t size) {
  return pool.small.Take(static_cast<int>(ClassOf(size)) - kFirstStackClass);
}

uintptr_t TakeLarge(size_t size) {
  uintptr_t& head = pool.head[ClassOf(size)];
  if (head != 0) {
    pool.cached -= size;
    return Pop(&head);
  }
  const uintptr_t block = Map(size);
  return block == 0 ? 0 : block + size;
}

void GiveLarge(StackRange stack) {
  const size_t size = stack.size();
  if (pool.cached + size > kMaxCached) {
    munmap(reinterpret_cast<void*>(stack.lo), size);
    return;
  }
  pool.cached += size;
  Push(&pool.head[ClassOf(size)], stack.hi);
}

// --- Of a P
// -------------------------------------------------------------------

StackCache::List* ListOf(P* p, size_t size) {
  return &p->stacks.lists[ClassOf(size) - kFirstStackClass];
}

// Fills p's list of this class half.
void Refill(StackCache::List* list, size_t size) {
  while (list->bytes < kStackCacheBytes / 2) {
    const uintptr_t hi = TakeSmall(size);
    if (hi == 0) return;
    Push(&list->head, hi);
    list->bytes += size;
  }
}

// Empties it half.
void Spill(StackCache::List* list, size_t size) {
  while (list->bytes > kStackCacheBytes / 2) {
    pool.small.Give(Pop(&list->head));
    list->bytes -= size;
  }
}

uintptr_t AllocSmall(size_t size) {
  P* p = CurrentP();
  if (p == nullptr) {
    SignalsBlocked blocked;
    Locked locked(&pool.lock);
    return TakeSmall(size);
  }
  StackCache::List* list = ListOf(p, size);
  if (list->head == 0) {
    SignalsBlocked blocked;
    Locked locked(&pool.lock);
    Refill(list, size);
  }
  if (list->head == 0) return 0;
  list->bytes -= size;
  return Pop(&list->head);
}

void FreeSmall(StackRange stack) {
  P* p = CurrentP();
  if (p == nullptr) {
    SignalsBlocked blocked;
    Locked locked(&pool.lock);
    pool.small.Give(stack.hi);
    return;
  }
  StackCache::List* list = ListOf(p, stack.size());
  Push(&list->head, stack.hi);
  list->bytes += stack.size();
  if (list->bytes <= kStackCacheBytes) return;
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  Spill(list, stack.size());
}

uintptr_t AllocFreshBlock(size_t size) {
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  const uintptr_t block = AllocFresh(BlockSize(size));
  return block == 0 ? 0 : block + BlockSize(size);
}

}  // namespace

StackRange AllocStack(size_t size) {
  uintptr_t hi;
  if (UseFreshRange()) {
    hi = AllocFreshBlock(size);
  } else if (size <= kLargestSmall) {
    hi = AllocSmall(size);
  } else {
    SignalsBlocked blocked;
    Locked locked(&pool.lock);
    hi = TakeLarge(size);
  }
  if (hi == 0) return {};
  return {hi - size, hi};
}

void FreeStack(StackRange stack) {
  const uintptr_t here =
      reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (here - stack.lo < stack.size()) {
    Fatal("a stack is freed by code that runs on it (I9)");
  }
  const size_t size = stack.size();
  if (size <= kLargestSmall && !IsFresh(stack.lo)) {
    FreeSmall(stack);
    return;
  }
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  if (IsFresh(stack.lo)) {
    FreeFresh(stack.hi - BlockSize(size), BlockSize(size),
              switches.faultonfree != 0);
  } else {
    GiveLarge(stack);
  }
}

}  // namespace pagurus
