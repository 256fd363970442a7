#include "gc/pattern.h"

#include "gc/metadata.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"

namespace pagurus {
namespace {

constexpr size_t kBuckets = 1024;

constinit Lock lock{LockRank::kHeapPages};
PAG_HOLD_ACROSS_FORK(lock);
constinit Pattern* table[kBuckets] = {};

bool Bit(const uint64_t* bits, size_t i) {
  return (bits[i / 64] >> (i % 64) & 1) != 0;
}

// The shortest period of the `words` words, a divisor of their number.
size_t Shortest(const uint64_t* bits, size_t words) {
  for (size_t p = 1; p <= words / 2 && p <= 64; ++p) {
    if (words % p != 0) continue;
    size_t i = p;
    while (i < words && Bit(bits, i) == Bit(bits, i - p)) ++i;
    if (i == words) return p;
  }
  return words;
}

}  // namespace

bool AnyBit(const uint64_t* bits, size_t words) {
  for (size_t i = 0; i < words; ++i) {
    if (Bit(bits, i)) return true;
  }
  return false;
}

const Pattern* PatternFor(const uint64_t* bits, size_t words) {
  words = Shortest(bits, words);
  const size_t period = (63 / words + 1) * words;
  const size_t n = (period + 63) / 64;
  // FNV-1a, by words of a period that is not written out yet.
  uint64_t hash = 0xcbf29ce484222325 ^ period;
  for (size_t i = 0; i < words; ++i) {
    hash = (hash ^ static_cast<uint64_t>(Bit(bits, i))) * 0x100000001b3;
  }
  Pattern** bucket = &table[(hash >> 20) % kBuckets];
  Locked locked(&lock);
  for (Pattern* p = *bucket; p != nullptr; p = p->next) {
    if (p->period != period) continue;
    size_t i = 0;
    while (i < period && Bit(p->bits, i) == Bit(bits, i % words)) ++i;
    if (i == period) return p;
  }
  auto* p = static_cast<Pattern*>(AllocMetadata(sizeof(Pattern) + 8 * n));
  p->period = period;
  for (size_t i = 0; i < period; ++i) {
    p->bits[i / 64] |= static_cast<uint64_t>(Bit(bits, i % words)) << (i % 64);
  }
  p->next = *bucket;
  *bucket = p;
  return p;
}

}  // namespace pagurus
