// Struct and array initialisers with conditional calls in them (known bug: at
// -O0 the frame address lived in a register between the blocks), compound
// literals, designators, initialisers that read what is being initialised.
#include "common.h"

typedef struct {
  int a, b;
  struct {
    long c;
    int d[3];
  } in;
  const char *name;
} Thing;

NOINLINE static int Call(int x) {
  return x * 2 + (int)(Dig(3, (unsigned)x) & 1);
}
NOINLINE static long Sum(const Thing *t) {
  return t->a + t->b * 10 + t->in.c * 100 + t->in.d[0] + t->in.d[1] * 3 +
         t->in.d[2] * 7 + (long)strlen(t->name);
}
NOINLINE static long ByValue(Thing t) {
  Dig(2, 1);
  return Sum(&t);
}

NOINLINE static long Make(int depth, int flag) {
  Thing t = {.a = flag ? Call(depth) : Call(depth + 1),
             .b = flag && Call(depth) > 3 ? Call(2) : 5,
             .in = {.c = flag ? Sum(&(Thing){.name = "x", .a = Call(1)}) : 4,
                    .d = {Call(1), flag || Call(7) ? 8 : Call(9), 6}},
             .name = flag ? "long name" : "n"};
  int list[] = {Call(t.a), t.b > 3 ? Call(t.b) : 0, [5] = Call(depth), [3] = 1};
  long r = Sum(&t);
  for (int i = 0; i < 6; i++) r = r * 3 + list[i];
  if (depth) r += Make(depth - 1, !flag) & 0xffff;
  return (r & 0xffffff) + Sum(&t) +
         ByValue((Thing){
             Call(3), depth ? Call(4) : 0, {1, {2, Call(5), 3}}, t.name});
}

NOINLINE static long Loop(int n) {
  long sum = 0;
  const Thing *kept = NULL;
  for (int i = 0; i < n; i++) {
    Thing local =
        kept && i % 3 ? *kept : (Thing){.a = Call(i), .name = "fresh"};
    local.b += i;
    sum += Sum(&local);
    static Thing store;
    store = local;
    kept = i % 2 ? &store : NULL;
  }
  return sum;
}

int main(void) {
  printf("%ld\n", Make(0, 1));
  printf("%ld\n", Make(100, 0));
  printf("%ld\n", Loop(100));
  printf("%u\n", Dig(400, 3));
  return 0;
}
