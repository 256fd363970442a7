#include "inline.h"

int ByA(int depth, int *p) {
  int mine = 0;
  int r = Inline(depth, &mine);
  *p += mine;
  Holder<long> h(depth);
  long out = Counter();
  return r +
         static_cast<int>(h.Get(&out) + Holder<long>::Recursive(depth, &out));
}
Shared AddressInA() { return Inline; }
