// What the managed test programs share.  Every program prints values and
// checksums only, never addresses or times, and is free of undefined behaviour,
// so that any correct compiler's build of it prints the same.
#ifndef PAGURUS_TESTS_MANAGED_PROGRAMS_COMMON_H_
#define PAGURUS_TESTS_MANAGED_PROGRAMS_COMMON_H_

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOINLINE __attribute__((noinline, unused))

// The optimiser must not know this integer.
static inline long Opaque(long value) {
  __asm__ volatile("" : "+r"(value));
  return value;
}

// Recurses `depth` levels of about 150 bytes, so that the caller's frames move:
// once per doubling in a plain run, at every level in a stress run.
NOINLINE static unsigned Dig(unsigned depth, unsigned seed) {
  volatile unsigned char pad[96];
  pad[depth % 96] = (unsigned char)seed;
  unsigned below = depth ? Dig(depth - 1, seed * 33u + depth) : seed;
  return below * 7u + pad[depth % 96];
}

static inline uint64_t Mix(uint64_t hash, uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccdu;
}

static inline uint64_t MixBytes(uint64_t hash, const void *data, size_t size) {
  const unsigned char *bytes = (const unsigned char *)data;
  for (size_t i = 0; i < size; i++) hash = Mix(hash, bytes[i]);
  return hash;
}

// A small deterministic generator.
static inline uint32_t Next(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

#endif  // PAGURUS_TESTS_MANAGED_PROGRAMS_COMMON_H_
