// Locals aligned to 16, 32, 64, 128 and 4096 bytes, at every depth, whose
// addresses escape or stay; their alignment and contents survive calls.
#include <stdalign.h>

#include "common.h"

static int misaligned;
static void *keep;

NOINLINE static void Check(const void *p, uintptr_t alignment) {
  if ((uintptr_t)p % alignment) misaligned++;
}

typedef struct {
  alignas(64) int line[16];
} Line;

NOINLINE static unsigned Level(int depth, const Line *outer) {
  char odd[3] = {1, 2, (char)depth};
  alignas(16) char a16[16];
  alignas(32) int a32[8];
  alignas(64) long a64[3];
  alignas(128) char a128 = (char)depth;
  Line line;
  Check(a16, 16);
  Check(a32, 32);
  Check(a64, 64);
  Check(&a128, 128);
  Check(&line, 64);
  for (int i = 0; i < 16; i++) {
    line.line[i] = outer->line[i] + i;
    a16[i] = (char)(depth + i);
  }
  for (int i = 0; i < 8; i++) a32[i] = depth * i;
  for (int i = 0; i < 3; i++) a64[i] = depth - i;
  unsigned below = 0;
  if (depth % 50 == 1) {
    alignas(4096) char page[5000];
    Check(page, 4096);
    memset(page, depth, sizeof page);
    keep = page;
    below = Level(depth - 1, &line);
    below += (unsigned)page[4999] + (unsigned)((char *)keep)[17];
  } else if (depth) {
    below = Level(depth - 1, &line);
  }
  for (int i = 0; i < 16; i++)
    below = below * 3 + (unsigned)line.line[i] + (unsigned)a16[i];
  for (int i = 0; i < 8; i++) below = below * 3 + (unsigned)a32[i];
  return below + (unsigned)a64[2] + (unsigned)a128 + (unsigned)odd[2];
}

int main(void) {
  Line first;
  for (int i = 0; i < 16; i++) first.line[i] = i;
  printf("%u\n", Level(10, &first));
  printf("%u\n", Level(400, &first));
  printf("misaligned %d\n", misaligned);
  return 0;
}
