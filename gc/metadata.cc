#include "gc/metadata.h"

#include <stdint.h>
#include <sys/mman.h>

#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"

namespace pagurus {
namespace {

constexpr size_t kChunk = size_t{1} << 20;
constexpr size_t kLine = 64;

constinit Lock lock{LockRank::kHeapMemory};
PAG_HOLD_ACROSS_FORK(lock);
constinit uintptr_t next = 0;  // what is left of the newest chunk
constinit uintptr_t end = 0;

}  // namespace

void* ReserveMetadata(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? nullptr : memory;
}

void* AllocMetadata(size_t bytes) {
  bytes = (bytes + kLine - 1) & -kLine;
  Locked locked(&lock);
  if (end - next < bytes) {
    const size_t size = bytes > kChunk / 4 ? bytes : kChunk;
    void* memory = ReserveMetadata(size);
    if (memory == nullptr) Fatal("no memory for the heap's own data");
    if (size == bytes) return memory;
    next = reinterpret_cast<uintptr_t>(memory);
    end = next + size;
  }
  void* result = reinterpret_cast<void*>(next);
  next += bytes;
  return result;
}

}  // namespace pagurus
