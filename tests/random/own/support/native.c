// The native side: compiled by plain clang also in Pagurus's builds.
#include "random.h"

unsigned NativeApply(Callback callback, void *context, unsigned value) {
  volatile unsigned char pad[200];
  pad[value % 200] = 1;
  return callback(context, value) + pad[value % 200];
}

unsigned NativeTwice(Callback callback, void *context, unsigned value) {
  unsigned first = NativeApply(callback, context, value);
  return first * 3 + NativeApply(callback, context, value ^ first);
}

unsigned NativeNine(Callback callback, unsigned a, unsigned b, unsigned c, unsigned d, unsigned e,
                    unsigned *f, unsigned g, void *context) {
  *f += callback(context, a + b + c);
  return *f + d * 3 + e * 5 + g;
}

Big NativeBig(Callback callback, void *context, Big big, Rec rec) {
  big.w[1] += callback(context, rec.x);
  big.w[2] += rec.arr[7];
  return big;
}

unsigned NativeList(int count, va_list list) {
  unsigned hash = 1;
  for (int i = 0; i < count; i++) {
    unsigned *p = va_arg(list, unsigned *);
    hash = Mix(hash, *p);
    hash = Mix(hash, va_arg(list, unsigned));
    hash = Mix(hash, (unsigned)va_arg(list, double));
    *p += 1;
  }
  return hash;
}

unsigned NativeSum(int count, ...) {
  va_list list;
  va_start(list, count);
  unsigned hash = NativeList(count, list);
  va_end(list);
  return hash;
}

Wide NativeWide(Wide a, long double b, V4 c, Complex d) {
  return a * 3 + FoldLong(b) + c[1] + FoldComplex(d);
}
