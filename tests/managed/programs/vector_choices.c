// Fields that are zero take their defaults: a choice by a vector of truth
// values, behind a call (ZSTD_createCDict_advanced2, vectorised).
#include "common.h"

typedef unsigned Four __attribute__((ext_vector_type(4)));
typedef unsigned Two __attribute__((ext_vector_type(2)));
typedef struct {
  Four four;
  Two two;
} P;

NOINLINE static void fill(P *p, unsigned n) {
  for (int i = 0; i < 4; i++) p->four[i] = (n >> i & 1) ? n + i : 0;
  for (int i = 0; i < 2; i++) p->two[i] = (n >> i & 4) ? n + i : 0;
}
NOINLINE static void show(const P *p) {
  printf("%u %u %u %u %u %u\n", p->four[0], p->four[1], p->four[2], p->four[3],
         p->two[0], p->two[1]);
}
NOINLINE static void run(unsigned n) {
  P p, d;
  fill(&p, n);
  fill(&d, ~n);
  p.four = p.four == 0 ? d.four : p.four;
  p.two = p.two == 0 ? d.two : p.two;
  show(&p);
}
NOINLINE static void deep(int depth) {
  Dig(20, depth);
  run(depth * 37);
  if (depth > 0) deep(depth - 1);
  run(depth * 11);
}
int main(void) { deep(64); }
