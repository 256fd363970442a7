// Large return values: nested calls, results used as arguments at once, into
// locals whose old value is still read, through pointers, recursively.
#include "common.h"

typedef struct {
  long w[12];
} Big;
typedef struct {
  Big parts[3];
  int n;
} Huge;
typedef struct {
  double re[5];
} Vec;

NOINLINE static Big Make(long seed) {
  Big b;
  for (int i = 0; i < 12; i++) b.w[i] = seed * 7 + i + (long)(Dig(1, 3) & 1);
  return b;
}
NOINLINE static Big Add(Big a, Big b) {
  Big r = Make(0);
  for (int i = 0; i < 12; i++) r.w[i] += a.w[i] + b.w[i];
  return r;
}
NOINLINE static Big Deep(int depth, Big *outer) {
  if (depth == 0) return *outer;
  Big mine = Make(depth);
  mine.w[depth % 12] += outer->w[0];
  Big r = Deep(depth - 1, &mine);
  r = Add(r, mine);
  // The result's slot is also an argument.
  r = Add(r, r);
  for (int i = 0; i < 12; i++) r.w[i] &= 0xffff;
  return r;
}
NOINLINE static Huge Gather(int n) {
  Huge h = {.n = n};
  for (int i = 0; i < 3; i++) h.parts[i] = Deep(n + i, &h.parts[(i + 2) % 3]);
  return h;
}
NOINLINE static Vec Scale(Vec v, double k) {
  for (int i = 0; i < 5; i++) v.re[i] *= k;
  return v;
}
NOINLINE static Vec Choose(int which, const Vec *a, const Vec *b) {
  if (which > 3) return Scale(Choose(which - 1, b, a), 0.5);
  return which & 1 ? *a : *b;
}

typedef struct {
  Big (*make)(long);
  Big (*add)(Big, Big);
} Ops;

static uint64_t Hash(const Big *b) { return MixBytes(1, b, sizeof *b); }

int main(void) {
  Big zero = {{0}};
  Big d = Deep(100, &zero);
  printf("%llx\n", (unsigned long long)Hash(&d));
  Ops ops[2] = {{Make, Add}, {Make, Add}};
  Big e = ops[Opaque(1)].add(ops[0].make(3), ops[1].add(ops[1].make(4), d));
  printf("%llx\n", (unsigned long long)Hash(&e));
  printf("%ld %ld\n", Add(Make(1), Make(2)).w[5], Make(9).w[11]);
  Huge h = Gather(40);
  for (int i = 0; i < 3; i++)
    printf("%llx\n", (unsigned long long)Hash(&h.parts[i]));
  Big array[4];
  for (int i = 0; i < 4; i++) array[i] = Add(i ? array[i - 1] : e, Make(i));
  printf("%llx\n", (unsigned long long)Hash(&array[3]));
  Vec u = {{1, 2, 3, 4, 5}}, v = {{5, 4, 3, 2, 1}};
  u = Choose(20, &u, &v);
  printf("%g %g\n", u.re[0] * 1048576, u.re[4] * 1048576);
  // Ignored results still need their place.
  Make(5);
  Deep(3, &zero);
  return 0;
}
