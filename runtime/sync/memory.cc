#include "runtime/sync/memory.h"

#include <stdint.h>
#include <sys/mman.h>

#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"

namespace pagurus {
namespace {

constexpr size_t kSlab = size_t{64} << 10;
constexpr size_t kPage = 4096;
constexpr unsigned kMinShift = 7;
constexpr unsigned kMaxShift = 15;

struct FreeBlock {
  FreeBlock* next;
};

struct Pool {
  Lock lock{LockRank::kPools};
  FreeBlock* free[kMaxShift + 1] = {};
  uintptr_t slab = 0;  // what is left of the newest
  uintptr_t slab_end = 0;
};
constinit Pool pool{};
PAG_HOLD_ACROSS_FORK(pool.lock);

// log2 of the block that holds `size` bytes.
unsigned ShiftFor(size_t size) {
  unsigned shift = kMinShift;
  while ((size_t{1} << shift) < size) ++shift;
  return shift;
}

bool IsLarge(size_t size) { return size > size_t{1} << kMaxShift; }

size_t PageUp(size_t size) { return (size + kPage - 1) & -kPage; }

void* Map(size_t size) {
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

// The following hold pool.lock.

void Push(unsigned shift, void* memory) {
  auto* block = static_cast<FreeBlock*>(memory);
  block->next = pool.free[shift];
  pool.free[shift] = block;
}

// What is left of the old slab goes to the free lists: it is a multiple of the
// smallest block.
bool NewSlab() {
  void* memory = Map(kSlab);
  if (memory == nullptr) return false;
  while (pool.slab != pool.slab_end) {
    const size_t left = pool.slab_end - pool.slab;
    unsigned shift = kMinShift;
    while (shift < kMaxShift && size_t{2} << shift <= left) ++shift;
    Push(shift, reinterpret_cast<void*>(pool.slab));
    pool.slab += size_t{1} << shift;
  }
  pool.slab = reinterpret_cast<uintptr_t>(memory);
  pool.slab_end = pool.slab + kSlab;
  return true;
}

void* Take(unsigned shift) {
  FreeBlock* block = pool.free[shift];
  if (block != nullptr) {
    pool.free[shift] = block->next;
    return block;
  }
  const size_t size = size_t{1} << shift;
  if (pool.slab_end - pool.slab < size && !NewSlab()) return nullptr;
  void* memory = reinterpret_cast<void*>(pool.slab);
  pool.slab += size;
  return memory;
}

}  // namespace

void* AllocMemory(size_t size, size_t* actual) {
  // PageUp would overflow.
  if (size > SIZE_MAX / 2) return nullptr;
  if (IsLarge(size)) {
    size = PageUp(size);
    if (actual != nullptr) *actual = size;
    return Map(size);
  }
  const unsigned shift = ShiftFor(size);
  if (actual != nullptr) *actual = size_t{1} << shift;
  Locked locked(&pool.lock);
  return Take(shift);
}

void FreeMemory(void* memory, size_t size) {
  if (IsLarge(size)) {
    munmap(memory, PageUp(size));
    return;
  }
  Locked locked(&pool.lock);
  Push(ShiftFor(size), memory);
}

}  // namespace pagurus
