// Bit-fields and unions as locals, passed by value and by address, type-punned,
// across deep recursion; anonymous members; a union of pointer and integer that
// holds a pointer to a local.
#include "common.h"

typedef struct {
  unsigned a : 3, b : 7, c : 22;
  signed d : 5;
  unsigned long e : 40;
  _Bool f : 1;
} Bits;

typedef union {
  uint64_t whole;
  struct {
    uint32_t low, high;
  };
  double real;
  unsigned char bytes[8];
} Word;

typedef union {
  int *pointer;
  uintptr_t number;
} Punned;

NOINLINE static Bits Twist(int depth, Bits v, Bits *outer) {
  Bits mine = v;
  mine.a += 1;
  mine.b ^= v.c;
  mine.c += v.b * 3u;
  mine.d = (signed)(depth % 16) - 8;
  mine.e = v.e * 5 + v.a;
  mine.f = !v.f;
  if (depth) {
    Bits r = Twist(depth - 1, mine, &mine);
    outer->c += r.b;
    outer->d = mine.d;
  }
  return mine;
}

NOINLINE static uint64_t Pun(int depth, Word w) {
  Word local = {.real = (double)depth + 0.5};
  local.low ^= w.high;
  local.bytes[depth & 7] ^= 0x5a;
  if (depth) local.whole += Pun(depth - 1, (Word){.whole = local.whole}) >> 3;
  return local.whole ^ w.whole;
}

NOINLINE static int Sneak(int depth, Punned p) {
  int local = depth;
  Punned mine = {&local};
  if (depth) Sneak(depth - 1, mine);
  // The pointer went through memory as an integer.
  Punned copy;
  copy.number = p.number;
  *copy.pointer += local;
  return *copy.pointer;
}

int main(void) {
  Bits start = {1, 2, 3, 4, 5, 1};
  Bits outer = start;
  Bits r = Twist(300, start, &outer);
  printf("%u %u %u %d %llu %d\n", r.a, r.b, r.c, r.d, (unsigned long long)r.e,
         r.f);
  printf("%u %d\n", outer.c, outer.d);
  printf("%llx\n", (unsigned long long)Pun(300, (Word){.whole = 99}));
  int x = 1;
  printf("%d\n", Sneak(200, (Punned){&x}));
  printf("%d\n", x);
  return 0;
}
