// Frames of 16 bytes to 64 KiB in a recursion that chooses pseudo-randomly, so
// that the check fails at every possible distance from the stack's end.
#include "common.h"

static uint32_t rng = 12345;
static unsigned Pick(int depth, int *outer);

#define FRAME(name, size)                                            \
  NOINLINE static unsigned name(int depth, int *outer) {             \
    unsigned char pad[size];                                         \
    pad[0] = (unsigned char)depth;                                   \
    pad[(size) - 1] = (unsigned char)(depth * 3);                    \
    int mine = *outer + depth;                                       \
    unsigned below = Pick(depth - 1, &mine);                         \
    *outer += mine & 15;                                             \
    return below * 31 + pad[0] + pad[(size) - 1] + (unsigned)*outer; \
  }

FRAME(F16, 16)
FRAME(F64, 64)
FRAME(F120, 120)
FRAME(F128, 128)
FRAME(F136, 136)
FRAME(F256, 256)
FRAME(F1000, 1000)
FRAME(F2048, 2048)
FRAME(F4096, 4096)
FRAME(F9999, 9999)
FRAME(F65536, 65536)

NOINLINE static unsigned Pick(int depth, int *outer) {
  if (depth <= 0) return (unsigned)*outer;
  switch (Next(&rng) % 40) {
    case 0:
      return F65536(depth, outer);
    case 1:
      return F9999(depth, outer);
    case 2:
    case 3:
      return F4096(depth, outer);
    case 4:
    case 5:
      return F2048(depth, outer);
    case 6:
    case 7:
    case 8:
      return F1000(depth, outer);
    case 9:
    case 10:
    case 11:
    case 12:
      return F256(depth, outer);
    case 13:
    case 14:
    case 15:
    case 16:
      return F136(depth, outer);
    case 17:
    case 18:
    case 19:
    case 20:
      return F128(depth, outer);
    case 21:
    case 22:
    case 23:
    case 24:
      return F120(depth, outer);
    case 25:
    case 26:
    case 27:
    case 28:
      return F64(depth, outer);
    default:
      return F16(depth, outer);
  }
}

int main(void) {
  for (int i = 0; i < 8; i++) {
    int seed = i;
    unsigned r = Pick(20 + 10 * i * i / 2, &seed);
    printf("%u %d\n", r, seed);
  }
  return 0;
}
