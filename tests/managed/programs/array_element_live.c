// A pointer to an element, one past the end, and into the middle of a nested
// struct stays live across calls; neighbours at the frame's edges too.
#include "common.h"

typedef struct {
  int head;
  struct {
    short s[5];
    long l;
  } inner[4];
  char tail[7];
} Outer;

NOINLINE static void Add(long *p, long v) { *p += v + (long)(Dig(2, 1) & 1); }
NOINLINE static void AddS(short *p) {
  *p = (short)(*p + 1 + (short)(Dig(2, 1) & 1));
}

NOINLINE static unsigned Work(int depth) {
  Outer o;
  memset(&o, 0, sizeof o);
  long *middle = &o.inner[depth & 3].l;
  short *s = &o.inner[(depth + 1) & 3].s[depth % 5];
  char *end = o.tail + sizeof o.tail;
  int edge = depth;
  int *const past = &edge + 1;
  for (int i = 0; i < 4; i++) {
    Add(middle, depth + i);
    AddS(s);
    end[-1 - (i & 3)] = (char)(i + depth);
    past[-1] += i;
  }
  unsigned below = depth ? Work(depth - 1) : 3;
  Add(middle, below & 15);
  AddS(s);
  return below * 7 + (unsigned)*middle + (unsigned)*s +
         (unsigned)(end - o.tail) + (unsigned)end[-2] + (unsigned)edge +
         (unsigned)(past - &edge);
}

NOINLINE static unsigned Matrix(int n) {
  int m[6][7];
  unsigned hash = 0;
  for (int(*row)[7] = m; row < m + 6; row++)
    for (int *cell = *row; cell < *row + 7; cell++) {
      *cell =
          n + (int)(Dig(1, 1) & 1) + (int)(cell - *row) * 10 + (int)(row - m);
      hash = hash * 3 + (unsigned)*cell;
    }
  for (int c = 0; c < 7; c++)
    for (int r = 5; r >= 0; r--) hash = hash * 5 + (unsigned)m[r][c];
  return hash;
}

int main(void) {
  printf("%u\n", Work(0));
  printf("%u\n", Work(200));
  printf("%u\n", Matrix(3));
  return 0;
}
