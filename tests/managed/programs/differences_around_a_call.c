// Two differences from one pointer, with a call that moves the stack in
// between: the pointer's conversion to an integer, made once, would be old the
// second time (known bug 40).
#include "common.h"

static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

NOINLINE static long Indices(long *low, long *high, long *middle) {
  long before = letters[high - low];
  Dig(40, 1);
  return before * 1000 + letters[middle - low];
}

// The pointer comes from a choice and has no name of its own.
NOINLINE static long OfAChoice(long *first, long *second, long *low) {
  long *high = Opaque(*first) & 1 ? first : second;
  long before = letters[high - low];
  Dig(20, 1);
  long after = letters[high - low + 1];
  Dig(60, 1);
  return before * 1000 + after + (low < high);
}

NOINLINE static long Compared(long *low, long *high, long *middle) {
  uintptr_t start = (uintptr_t)low;
  long r = start < (uintptr_t)high;
  Dig(50, 1);
  r = r * 2 + (start < (uintptr_t)middle);
  Dig(70, 1);
  return r * 2 + (start == (uintptr_t)low);
}

int main(void) {
  for (int i = 0; i < 8; i++) {
    long a[20];
    for (int k = 0; k < 20; k++) a[k] = k;
    long *high = a + 10 + (Opaque(i) & 7), *middle = a + (Opaque(i) & 7);
    printf("%ld %ld %ld\n", Indices(a, high, middle),
           OfAChoice(middle, high, a), Compared(a, high, middle));
  }
  return 0;
}
