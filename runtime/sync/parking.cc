#include "runtime/sync/parking.h"

#include "runtime/sync/timed_wait.h"

namespace pagurus {
namespace {

// So many that a million goroutines which wait at a million addresses share
// one with a dozen others; untouched ones take no memory.
constexpr int kBucketBits = 16;
constinit Bucket buckets[size_t{1} << kBucketBits] = {};

// Which runs of buckets have been in use, so that a child process need not
// look at all.
constexpr int kRunBits = 10;
constinit std::atomic<bool> used[size_t{1} << (kBucketBits - kRunBits)] = {};

Waiter*& NextAddress(Waiter* w) {
  return reinterpret_cast<Waiter*&>(w->element);
}

// Where the first waiter of `address` is linked, or the end of the list.
Waiter** LinkOf(Bucket* bucket, const void* address) {
  Waiter** link = &bucket->first;
  while (*link != nullptr && (*link)->owner != address) {
    link = &NextAddress(*link);
  }
  return link;
}

Waiter* NewWaiter(const void* address, uint32_t index) {
  G* g = CurrentWaiter();
  Waiter* w = &g->waiter;
  *w = Waiter{};
  w->g = g;
  w->owner = const_cast<void*>(address);
  w->index = index;
  return w;
}

struct Commit {
  Bucket* bucket;
  WaitBlock* block;
};

void StartTimeoutAndUnlock(void* argument) {
  auto* commit = static_cast<Commit*>(argument);
  StartTimeout(commit->block);
  commit->bucket->lock.Release();
}

}  // namespace

Bucket* BucketOf(const void* address) {
  // Fibonacci hashing.
  const uint64_t hash =
      reinterpret_cast<uintptr_t>(address) * uint64_t{0x9e3779b97f4a7c15};
  const uint64_t i = hash >> (64 - kBucketBits);
  std::atomic<bool>& run = used[i >> kRunBits];
  if (!run.load(std::memory_order_relaxed)) {
    run.store(true, std::memory_order_relaxed);
  }
  return &buckets[i];
}

Waiter* PushWaiter(Bucket* bucket, const void* address, uint32_t index) {
  Waiter* w = NewWaiter(address, index);
  LinkLast(bucket, w);
  return w;
}

Waiter* PushWaiterFirst(Bucket* bucket, const void* address, uint32_t index) {
  Waiter* w = NewWaiter(address, index);
  LinkFirst(bucket, w);
  return w;
}

void LinkLast(Bucket* bucket, Waiter* w) {
  w->queued = true;
  Waiter** link = LinkOf(bucket, w->owner);
  Waiter* head = *link;
  if (head == nullptr) {
    w->prev = w;
    *link = w;
    return;
  }
  w->prev = head->prev;
  head->prev->next = w;
  head->prev = w;
}

void LinkFirst(Bucket* bucket, Waiter* w) {
  w->queued = true;
  Waiter** link = LinkOf(bucket, w->owner);
  Waiter* head = *link;
  *link = w;
  w->prev = w;
  if (head == nullptr) return;
  w->next = head;
  w->prev = head->prev;
  NextAddress(w) = NextAddress(head);
  head->prev = w;
  NextAddress(head) = nullptr;
}

Waiter* FirstWaiter(Bucket* bucket, const void* address) {
  return *LinkOf(bucket, address);
}

void RemoveWaiter(Bucket* bucket, Waiter* w) {
  if (!w->queued) return;
  w->queued = false;
  Waiter** link = LinkOf(bucket, w->owner);
  Waiter* head = *link;
  if (head != w) {
    w->prev->next = w->next;
    (w->next != nullptr ? w->next : head)->prev = w->prev;
    return;
  }
  Waiter* next = w->next;
  if (next == nullptr) {
    *link = NextAddress(w);
    return;
  }
  next->prev = w->prev;
  NextAddress(next) = NextAddress(w);
  *link = next;
}

bool TakeWaiter(Bucket* bucket, Waiter* w) {
  RemoveWaiter(bucket, w);
  if (w->ticket != 0 && !Claim(w->g, w->ticket)) return false;
  w->done = true;
  return true;
}

uintptr_t ParkWaiter(Bucket* bucket, Waiter* w, int64_t ns, ResumeFn* resume,
                     WaitReason reason) {
  if (ns < 0) return ParkUnlock(&bucket->lock, resume, reason);
  WaitBlock* block = PrepareWaitBlock(w->g, 0);
  w->ticket = NewTicket(w->g);
  SetTimeout(block, w->ticket, ns);
  Commit commit{bucket, block};
  return ParkCommit(StartTimeoutAndUnlock, &commit, resume, reason);
}

Bucket* FinishWait(G* g) {
  EndTimeout(g->wait_block);
  Bucket* bucket = BucketOf(g->waiter.owner);
  bucket->lock.Acquire();
  return bucket;
}

void ForgetWaiters() {
  constexpr size_t kRun = size_t{1} << kRunBits;
  for (size_t run = 0; run < sizeof used / sizeof used[0]; ++run) {
    if (!used[run].load(std::memory_order_relaxed)) continue;
    for (size_t i = run * kRun; i < (run + 1) * kRun; ++i) {
      buckets[i].first = nullptr;
      // The forking thread holds none; who held it is gone.
      if (buckets[i].lock.held()) buckets[i].lock.ReleaseAfterFork();
    }
  }
}

void WakeOne(G* g) {
  ReadyNext(g);
  // Who wakes need not be about to wait.
  MaybeWakeSomeone();
}

void WakeAll(GList* woken) {
  G* first = woken->Pop();
  if (first == nullptr) return;
  while (G* g = woken->Pop()) Ready(g);
  WakeOne(first);
}

}  // namespace pagurus
