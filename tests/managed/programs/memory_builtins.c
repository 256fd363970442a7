// Struct assignment, memcpy, memmove, memset and memcmp of locals, small enough
// to be inlined and large enough to become calls of the leaf routines, from
// frames that have just been moved, between pinned and movable memory.
#include "common.h"

typedef struct {
  unsigned char b[24];
} Small;
typedef struct {
  unsigned char b[300];
} Medium;
typedef struct {
  unsigned char b[5000];
} Large;

static Large global_large;

NOINLINE static void Fill(unsigned char *p, size_t n, unsigned seed) {
  for (size_t i = 0; i < n; i++) p[i] = (unsigned char)(seed + i * 7);
}

NOINLINE static uint64_t Copy(int depth, const Small *s, const Medium *m) {
  Small small = *s;
  Medium medium = *m, other;
  Large large;
  memset(&large, depth, sizeof large);
  memcpy(&other, &medium, sizeof other);
  memmove(other.b + 3, other.b, 200);
  memcpy(large.b + 100, other.b, sizeof other.b);
  small.b[depth % 24] ^= 0xff;
  medium.b[depth % 300] ^= 0xff;
  uint64_t below = depth ? Copy(depth - 1, &small, &medium) : 3;
  if (depth % 20 == 0) global_large = large;
  if (memcmp(&medium, &other, sizeof medium) > 0) below++;
  size_t n = (size_t)Opaque(depth % 60);
  memcpy(medium.b + 10, large.b + 90, n);
  memset(medium.b + 100, 9, n);
  return MixBytes(MixBytes(below, medium.b, 200), &small, sizeof small) +
         other.b[250];
}

int main(void) {
  Small s;
  Medium m;
  Fill(s.b, sizeof s.b, 1);
  Fill(m.b, sizeof m.b, 2);
  printf("%llx\n", (unsigned long long)Copy(60, &s, &m));
  printf("%llx\n",
         (unsigned long long)MixBytes(1, &global_large, sizeof global_large));
  printf("%zu\n",
         strlen((const char *)memset(memset(&m, 0, sizeof m), 'x', 30)));
  return 0;
}
