#include "runtime/stack_alloc.h"

#include "runtime/fresh_range.h"
#include "runtime/large_stack.h"
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
constexpr size_t kPage = 4096;

// What no P has.
struct Pool {
  Lock lock{LockRank::kPools};
  StackSpans small;
};
constinit Pool pool{};
PAG_HOLD_ACROSS_FORK(pool.lock);

// A free stack is linked from its top word, which is in the cache and mapped.
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
    return AllocLarge(size);
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
  if (IsLarge(stack)) {
    FreeLarge(stack);
    return;
  }
  SignalsBlocked blocked;
  Locked locked(&pool.lock);
  FreeFresh(stack.hi - BlockSize(size), BlockSize(size),
            switches.faultonfree != 0);
}

void ReleaseFreeStacks() {
  SignalsBlocked blocked;
  {
    Locked locked(&pool.lock);
    pool.small.Release();
  }
  ReleaseFreeLarge();
}

}  // namespace pagurus
