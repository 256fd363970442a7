// A fixed array of slots, one per registered module, each guarded by its own
// sequence counter: odd while it is being changed.  A reader never waits: a
// slot that is being changed cannot be the one it is looking for, because
// nothing runs in a module that is being registered or unregistered.
#include "stackmaps/index.h"

#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#include <atomic>

namespace pagurus {
namespace {

constexpr unsigned kBucketShift = 6;
constexpr size_t kBucketSize = size_t{1} << kBucketShift;

struct alignas(64) Slot {
  std::atomic<uint32_t> sequence{0};
  std::atomic<uintptr_t> begin{0};
  std::atomic<size_t> size{0};  // of the text; 0: slot is free
  // buckets[i]: the last function that begins at or below begin + 64 * i, or 0.
  std::atomic<const uint32_t*> buckets{nullptr};
  // Sorted, and a sentinel behind them.  Begins the mapping.
  std::atomic<const FuncInfo*> funcs{nullptr};
  size_t mapped = 0;  // bytes; writers only
};

constinit Slot slots[kMaxModules];
// No slot from here on was ever in use.
constinit std::atomic<size_t> slot_limit{0};
// Serialises writers.
pthread_mutex_t writers = PTHREAD_MUTEX_INITIALIZER;

struct WriterLock {
  WriterLock() { pthread_mutex_lock(&writers); }
  ~WriterLock() { pthread_mutex_unlock(&writers); }
};

struct Tables {
  FuncInfo* funcs;
  uint32_t* buckets;
  size_t mapped;
};

void StoreSlot(Slot* slot, uintptr_t begin, size_t size, const Tables& tables) {
  const uint32_t sequence = slot->sequence.load(std::memory_order_relaxed);
  slot->sequence.store(sequence + 1, std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_release);
  slot->begin.store(begin, std::memory_order_relaxed);
  slot->size.store(size, std::memory_order_relaxed);
  slot->buckets.store(tables.buckets, std::memory_order_relaxed);
  slot->funcs.store(tables.funcs, std::memory_order_relaxed);
  slot->mapped = tables.mapped;
  slot->sequence.store(sequence + 2, std::memory_order_release);
}

size_t BucketCount(size_t text_size) {
  return ((text_size - 1) >> kBucketShift) + 1;
}

// `funcs` is sorted and ends with a sentinel.
void FillBuckets(const FuncInfo* funcs, size_t n, uintptr_t text_begin,
                 uint32_t* buckets, size_t count) {
  // Function by function: runs at the start of every program, and there are
  // many more buckets than functions.
  size_t i = 0;
  for (size_t k = 0; k < n; ++k) {
    size_t end = count;
    if (k + 1 < n) {
      const size_t next = funcs[k + 1].begin - text_begin;
      end = (next >> kBucketShift) + (next % kBucketSize != 0);
    }
    for (; i < end; ++i) buckets[i] = static_cast<uint32_t>(k);
  }
}

void FillAllMarks(FuncInfo* funcs, size_t n, SafepointMark* next) {
  static_assert(alignof(SafepointMark) <= alignof(uint32_t));
  for (FuncInfo* f = funcs; f != funcs + n; ++f) {
    if (f->safepoints == nullptr) continue;
    const uint32_t count =
        MarksFor(SafepointCursor(f->safepoints).header().count);
    if (count == 0) continue;
    FillMarks(f->safepoints, next);
    f->marks = next;
    next += count;
  }
}

bool BuildTables(const ModuleSections& sections, Tables* tables,
                 ErrorInfo* error) {
  const size_t n = CountFunctions(sections);
  const size_t buckets = BucketCount(sections.text_end - sections.text_begin);
  if (n >= UINT32_MAX) {
    ErrorWriter(error, MapError::kTooMany)
        .Dec(n)
        .Text(" functions in one module");
    return false;
  }
  // A safepoint takes a byte at least, so there are no more marks than this;
  // pages that they do not reach are never touched.
  const size_t marks = sections.safepoints.size / kSafepointsPerMark;
  tables->mapped = (n + 1) * sizeof(FuncInfo) + buckets * sizeof(uint32_t) +
                   marks * sizeof(SafepointMark);
  void* memory = mmap(nullptr, tables->mapped, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    ErrorWriter(error, MapError::kNoMemory)
        .Text("no memory for an index of ")
        .Dec(tables->mapped)
        .Text(" bytes");
    return false;
  }
  tables->funcs = static_cast<FuncInfo*>(memory);
  tables->buckets = reinterpret_cast<uint32_t*>(tables->funcs + n + 1);
  if (!DecodeModule(sections, tables->funcs, error)) {
    munmap(memory, tables->mapped);
    return false;
  }
  tables->funcs[n] = FuncInfo{};
  tables->funcs[n].begin = UINTPTR_MAX;
  FillAllMarks(tables->funcs, n,
               reinterpret_cast<SafepointMark*>(tables->buckets + buckets));
  FillBuckets(tables->funcs, n, sections.text_begin, tables->buckets, buckets);
  mprotect(memory, tables->mapped, PROT_READ);
  return true;
}

// The slot to use for a module, or null with *error filled.
Slot* ChooseSlot(const ModuleSections& sections, ErrorInfo* error) {
  const size_t limit = slot_limit.load(std::memory_order_relaxed);
  Slot* free_slot = limit < kMaxModules ? &slots[limit] : nullptr;
  for (size_t i = 0; i < limit; ++i) {
    const size_t size = slots[i].size.load(std::memory_order_relaxed);
    const uintptr_t begin = slots[i].begin.load(std::memory_order_relaxed);
    if (size == 0) {
      free_slot = &slots[i];
    } else if (begin < sections.text_end &&
               sections.text_begin < begin + size) {
      ErrorWriter(error, MapError::kModuleOverlap)
          .Text("text of the module at ")
          .Hex(sections.text_begin)
          .Text(" overlaps that of the registered module at ")
          .Hex(begin);
      return nullptr;
    }
  }
  if (free_slot == nullptr) {
    ErrorWriter(error, MapError::kTooMany)
        .Text("more than ")
        .Dec(kMaxModules)
        .Text(" modules");
  }
  return free_slot;
}

}  // namespace

bool RegisterModule(const ModuleSections& sections, ErrorInfo* error) {
  *error = ErrorInfo{};
  // Without text every record is an error, which DecodeModule words best; it
  // writes no FuncInfo beyond the first, bad one.
  if (sections.text_begin >= sections.text_end) {
    FuncInfo first;
    return DecodeModule(sections, &first, error);
  }
  WriterLock lock;
  Slot* slot = ChooseSlot(sections, error);
  Tables tables;
  if (slot == nullptr || !BuildTables(sections, &tables, error)) return false;
  StoreSlot(slot, sections.text_begin, sections.text_end - sections.text_begin,
            tables);
  const size_t index = static_cast<size_t>(slot - slots);
  if (index >= slot_limit.load(std::memory_order_relaxed)) {
    slot_limit.store(index + 1, std::memory_order_release);
  }
  return true;
}

bool UnregisterModule(uintptr_t text_begin, ErrorInfo* error) {
  *error = ErrorInfo{};
  WriterLock lock;
  const size_t limit = slot_limit.load(std::memory_order_relaxed);
  for (size_t i = 0; i < limit; ++i) {
    Slot& slot = slots[i];
    if (slot.size.load(std::memory_order_relaxed) == 0 ||
        slot.begin.load(std::memory_order_relaxed) != text_begin) {
      continue;
    }
    void* memory =
        const_cast<FuncInfo*>(slot.funcs.load(std::memory_order_relaxed));
    const size_t mapped = slot.mapped;
    StoreSlot(&slot, 0, 0, Tables{nullptr, nullptr, 0});
    munmap(memory, mapped);
    return true;
  }
  ErrorWriter(error, MapError::kNotRegistered)
      .Text("no module is registered whose text begins at ")
      .Hex(text_begin);
  return false;
}

const FuncInfo* FindFunc(uintptr_t pc) {
  const size_t limit = slot_limit.load(std::memory_order_acquire);
  for (size_t i = 0; i < limit; ++i) {
    const Slot& slot = slots[i];
    const uint32_t sequence = slot.sequence.load(std::memory_order_acquire);
    const uintptr_t offset = pc - slot.begin.load(std::memory_order_relaxed);
    if (offset >= slot.size.load(std::memory_order_relaxed)) continue;
    const uint32_t* buckets = slot.buckets.load(std::memory_order_relaxed);
    const FuncInfo* f = slot.funcs.load(std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_acquire);
    // Torn, so not the module of pc: that one is at rest.
    if ((sequence & 1) != 0 ||
        slot.sequence.load(std::memory_order_relaxed) != sequence) {
      continue;
    }
    f += buckets[offset >> kBucketShift];
    while (f[1].begin <= pc) ++f;
    return pc - f->begin < f->size ? f : nullptr;
  }
  return nullptr;
}

bool LiveHomes(const FuncInfo* func, uintptr_t ret, uint64_t* bits,
               unsigned words) {
  if (func->safepoints == nullptr || func->nhomes > uint64_t{words} * 64) {
    return false;
  }
  const uint8_t* found = FindSafepoint(func, ret);
  if (found == nullptr) return false;
  memset(bits, 0, words * sizeof *bits);
  for (uint32_t i = 0; i < func->nhomes; ++i) {
    if (SafepointBit(found, i)) bits[i / 64] |= uint64_t{1} << (i % 64);
  }
  return true;
}

}  // namespace pagurus
