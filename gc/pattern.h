// Pattern: which words of a large piece of memory are references.
//
// One period is written out and repeats for ever.  A type's period is made
// longer, by repeating it, until it has 64 words, so that a scan goes on by
// words of bits whatever the type.  Patterns are kept for ever, one of each.
#ifndef PAGURUS_GC_PATTERN_H_
#define PAGURUS_GC_PATTERN_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

struct Pattern {
  Pattern* next;    // with the same hash
  uint64_t period;  // in words
  uint64_t bits[];
};

// If `words` words that begin with `bits` hold a reference at all.
bool AnyBit(const uint64_t* bits, size_t words);

// The pattern that repeats after `words` words, of which `bits` tells;
// words > 0.  Any thread.
const Pattern* PatternFor(const uint64_t* bits, size_t words);

// Calls f(address) for each reference's place in the `bytes` bytes at `begin`,
// which are `offset` bytes from where the pattern begins.  All are multiples
// of 8.
template <typename F>
inline void ForEachReference(const Pattern* pattern, uintptr_t begin,
                             size_t offset, size_t bytes, F f) {
  uint64_t at = offset / 8 % pattern->period;
  uint64_t left = bytes / 8;
  while (left != 0) {
    uint64_t n = 64 - at % 64;
    if (n > pattern->period - at) n = pattern->period - at;
    if (n > left) n = left;
    uint64_t mask = pattern->bits[at / 64] >> (at % 64);
    if (n < 64) mask &= (uint64_t{1} << n) - 1;
    for (; mask != 0; mask &= mask - 1) {
      f(begin + 8 * static_cast<uintptr_t>(__builtin_ctzll(mask)));
    }
    begin += 8 * n;
    left -= n;
    at += n;
    if (at == pattern->period) at = 0;
  }
}

}  // namespace pagurus

#endif  // PAGURUS_GC_PATTERN_H_
