#define KEEPS
#include "inline.h"

int *kept;

int ByB(int depth, int *p) {
  int mine[3] = {1, 2, 3};
  int r = Inline(depth, &mine[1]);
  *p += mine[1];
  Holder<long> h(depth * 2);
  long out = Counter();
  return r + mine[0] +
         static_cast<int>(h.Get(&out) + Holder<long>::Recursive(depth, &out));
}
Shared AddressInB() { return Inline; }
