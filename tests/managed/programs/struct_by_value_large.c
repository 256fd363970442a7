// Large structs by value (on the stack, `byval`): the parameter's address is
// used after a call in another block, written to, passed on, compared; with
// register and stack arguments around it (llvm#75162, #117757).
#include "common.h"

typedef struct {
  long w[3];
} L3;
typedef struct {
  long w[9];
} L9;
typedef struct {
  char c[100];
} C100;
typedef struct {
  int *p;
  long rest[10];
} Holder;
typedef struct {
  long double x;
  int y;
} LDI;

NOINLINE static long Bump(L9 *p, int i) {
  return p->w[i % 9] += (Dig(2, 1) & 1) + 1;
}

NOINLINE static long AfterCall(int kind, L9 v, long tail) {
  long r = (long)(Dig(4, 9) & 7);
  if (kind & 1) {
    r += Bump(&v, kind);
    if (kind & 2) r += Bump(&v, kind + 1) * 3;
  } else {
    L9 *p = &v;
    p->w[2] = tail;
  }
  for (int i = 0; i < 9; i++) r = r * 3 + v.w[i];
  return r + tail;
}

NOINLINE static long Nest(int depth, L3 a, int x, C100 b, double d, L9 c,
                          int *out, Holder h) {
  *h.p += depth;
  long sum = a.w[0] + b.c[depth % 100] + (long)d + c.w[depth % 9] + h.rest[3];
  if (depth) {
    int mine = x;
    a.w[depth % 3]++;
    b.c[(depth + 1) % 100]++;
    c.w[(depth + 1) % 9] += x;
    Holder next = h;
    next.p = &mine;
    next.rest[3]++;
    sum += Nest(depth - 1, a, x + 1, b, d + 0.5, c, &mine, next) & 0xffff;
    *out += mine & 3;
  }
  return sum + a.w[2] + b.c[99] + c.w[8] + x;
}

NOINLINE static LDI Mixed(int a, LDI v, int b, LDI w, int *p) {
  int noise = (int)(Dig(10, (unsigned)a) & 1);
  v.x += w.x * b + noise;
  v.y += *p;
  *p = w.y;
  return v;
}

int main(void) {
  L9 nine = {{1, 2, 3, 4, 5, 6, 7, 8, 9}};
  for (int kind = 0; kind < 6; kind++)
    printf("%ld\n", AfterCall(kind, nine, 5));
  printf("%ld\n", nine.w[2]);
  C100 hundred;
  for (int i = 0; i < 100; i++) hundred.c[i] = (char)i;
  int out = 0, target = 0;
  Holder h = {&target, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
  printf("%ld\n", Nest(200, (L3){{1, 2, 3}}, 4, hundred, 0.5, nine, &out, h));
  printf("%d %d\n", out, target);
  long (*pointer)(int, L9, long) = Opaque(1) ? AfterCall : NULL;
  printf("%ld\n", pointer(3, nine, 8));
  int q = 4;
  LDI r = Mixed(1, (LDI){1.5L, 2}, 3, (LDI){2.5L, 7}, &q);
  printf("%.2Lf %d %d\n", r.x, r.y, q);
  return 0;
}
