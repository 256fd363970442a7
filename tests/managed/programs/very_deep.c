// STRESS: stressmove=500
// A hundred thousand frames: megabytes of stack, moved whole, twice over.
#include "common.h"

NOINLINE static uint64_t Deep(int depth, const int *outer) {
  int mine = *outer ^ depth;
  uint64_t below = depth ? Deep(depth - 1, &mine) : 1;
  return Mix(below, (uint64_t)mine + (uint64_t)*outer);
}

int main(void) {
  int seed = 3;
  printf("%llx\n", (unsigned long long)Deep(1000, &seed));
  printf("%llx\n", (unsigned long long)Deep(40000, &seed));
  printf("%llx\n", (unsigned long long)Deep(40000, &seed));
  return 0;
}
