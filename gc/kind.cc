#include "gc/kind.h"

#include "arch/entries.h"
#include "gc/cache.h"
#include "gc/metadata.h"
#include "gc/pages.h"
#include "runtime/print.h"
#include "runtime/sched/fork.h"

namespace pagurus {

constinit Kind* kinds[kMaxKinds] = {};
constinit std::atomic<uint32_t> n_kinds{0};
extern "C" {
[[gnu::visibility(
    "hidden")]] constinit uint64_t __pag_bytes_runs[kMaxFastWords + 1] = {};
}

namespace {

constexpr size_t kBuckets = 1024;

// Of the tables of kinds.
constinit Lock lock{LockRank::kHeapKinds};
PAG_HOLD_ACROSS_FORK(lock);
constinit Kind* by_hash[kBuckets] = {};

// A kind's words, written out.
struct CellBits {
  uint64_t words[kCellBitWords];
};

Kind* NewKind(int c, const CellBits& bits) {
  const size_t cell = ClassBytes(c);
  const size_t words = cell / 8;
  auto* kind = new (AllocMetadata(sizeof(Kind))) Kind();
  kind->cell = static_cast<uint32_t>(cell);
  kind->span_pages = SpanPages(cell);
  kind->cells_per_span =
      static_cast<uint32_t>(kind->span_pages * kPageBytes / cell);
  kind->has_references = AnyBit(bits.words, words);
  if (!kind->has_references) return kind;
  if (words <= 64) {
    kind->mask = bits.words[0];
  } else {
    kind->pattern = PatternFor(bits.words, words);
  }
  return kind;
}

void Add(Kind* kind, uint32_t index) {
  kind->index = index;
  kinds[index] = kind;
}

// FNV-1a.
uint64_t HashOf(int c, const CellBits& bits, size_t words) {
  uint64_t hash = 0xcbf29ce484222325 ^ static_cast<uint64_t>(c);
  for (size_t i = 0; i < words; ++i) {
    hash = (hash ^ bits.words[i]) * 0x100000001b3;
    hash ^= hash >> 29;
  }
  return hash;
}

bool Same(const Kind* kind, const CellBits& bits) {
  const size_t words = kind->cell / 8;
  if (words <= 64) return kind->mask == bits.words[0];
  // There is one pattern of each.
  return kind->pattern == PatternFor(bits.words, words);
}

bool Bit(const uint64_t* bits, size_t i) {
  return (bits[i / 64] >> (i % 64) & 1) != 0;
}

int ClassFor(const pag_type* type, size_t bytes) {
  return ClassOf(type->size % 16 == 0 ? AlignedBytes(bytes) : bytes);
}

// Of a type's table for arrays.
constexpr size_t kTableWords = kMaxFastWords + 1 + kClasses;
size_t PlaceInTable(const pag_type* type, size_t bytes) {
  const size_t words = (bytes + 7) / 8;
  if (words <= kMaxFastWords) return words;
  return kMaxFastWords + 1 + static_cast<size_t>(ClassFor(type, bytes));
}

uint64_t* TableOf(const pag_type* type) {
  return reinterpret_cast<uint64_t*>(
      __atomic_load_n(&type->reserved[1], __ATOMIC_ACQUIRE));
}

}  // namespace

void InitKinds() {
  if (n_kinds.load(std::memory_order_acquire) != 0) return;
  Locked locked(&lock);
  if (n_kinds.load(std::memory_order_relaxed) != 0) return;
  auto* large = new (AllocMetadata(sizeof(Kind))) Kind();
  Add(large, 0);
  for (int c = 0; c < kClasses; ++c) {
    CellBits bits = {};
    Add(NewKind(c, bits), 1 + static_cast<uint32_t>(c));
    for (size_t i = 0; i < ClassBytes(c) / 8; ++i) {
      bits.words[i / 64] |= uint64_t{1} << (i % 64);
    }
    Add(NewKind(c, bits), kAmbiguousKinds + static_cast<uint32_t>(c));
  }
  for (size_t words = 0; words <= kMaxFastWords; ++words) {
    __pag_bytes_runs[words] =
        FastWord(kinds[1 + ClassOf(AlignedBytes(8 * words))]);
  }
  n_kinds.store(kFirstOwnKind, std::memory_order_release);
}

Kind* KindFor(const pag_type* type, size_t bytes, bool array) {
  const int c = ClassFor(type, bytes);
  const size_t words = ClassBytes(c) / 8;
  const size_t period = type->size / 8;
  if (type->refs == nullptr || period == 0 || !AnyBit(type->refs, period)) {
    return kinds[1 + c];
  }
  if (array && type->size % 8 != 0) {
    Fatal("an array of a type with references whose size is no multiple of 8");
  }
  CellBits bits = {};
  for (size_t i = 0, of_type = 0; i < (array ? words : period); ++i) {
    if (Bit(type->refs, of_type)) {
      bits.words[i / 64] |= uint64_t{1} << (i % 64);
    }
    if (++of_type == period) of_type = 0;
  }
  const uint64_t hash = HashOf(c, bits, (words + 63) / 64);
  Kind** bucket = &by_hash[hash % kBuckets];
  Locked locked(&lock);
  for (Kind* k = *bucket; k != nullptr; k = k->same_hash) {
    if (k->hash == hash && k->cell == ClassBytes(c) && Same(k, bits)) return k;
  }
  const uint32_t index = n_kinds.load(std::memory_order_relaxed);
  if (index == kMaxKinds) return kinds[kAmbiguousKinds + c];
  Kind* kind = NewKind(c, bits);
  kind->hash = hash;
  kind->same_hash = *bucket;
  *bucket = kind;
  Add(kind, index);
  n_kinds.store(index + 1, std::memory_order_release);
  return kind;
}

uint64_t FastWord(const Kind* kind) {
  return uint64_t{kind->index * sizeof(Run)} << 32 | kind->cell;
}

void NoteFast(pag_type* type, const Kind* kind) {
  __atomic_store_n(&type->reserved[0], FastWord(kind), __ATOMIC_RELEASE);
}

void NoteFastArray(pag_type* type, size_t bytes, const Kind* kind) {
  uint64_t* table = TableOf(type);
  if (table == nullptr) {
    if (type->refs == nullptr || !AnyBit(type->refs, type->size / 8)) {
      table = __pag_bytes_runs;
    } else {
      table =
          static_cast<uint64_t*>(AllocMetadata(kTableWords * sizeof *table));
    }
    // One of two threads may come too late: its table is not missed.
    uint64_t none = 0;
    if (!__atomic_compare_exchange_n(&type->reserved[1], &none,
                                     reinterpret_cast<uint64_t>(table), false,
                                     __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
      table = reinterpret_cast<uint64_t*>(none);
    }
  }
  if (table == __pag_bytes_runs) return;
  __atomic_store_n(&table[PlaceInTable(type, bytes)], FastWord(kind),
                   __ATOMIC_RELEASE);
}

Kind* KnownKind(const pag_type* type, size_t bytes, bool array) {
  uint64_t word = 0;
  if (!array) {
    word = __atomic_load_n(&type->reserved[0], __ATOMIC_ACQUIRE);
  } else if (const uint64_t* table = TableOf(type);
             table != nullptr && table != __pag_bytes_runs) {
    word = __atomic_load_n(&table[PlaceInTable(type, bytes)], __ATOMIC_ACQUIRE);
  }
  return word == 0 ? nullptr : kinds[(word >> 32) / sizeof(Run)];
}

}  // namespace pagurus
