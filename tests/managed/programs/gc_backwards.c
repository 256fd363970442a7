// A reference that goes down an array to its beginning: what code generation's
// own passes make of it must not become an integer on the way.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

static pag_type type = {sizeof(long), 0, "long"};

NOINLINE static long collected(long v) {
  pag_collect();
  return v;
}
NOINLINE static long back(long PAG_REF *b, int n) {
  long sum = 0;
  for (long PAG_REF *e = b + n; e-- != b;) sum = 3 * sum + collected(*e);
  return sum;
}

int main(void) {
  long PAG_REF *a = (long PAG_REF *)pag_alloc_array(&type, 10);
  for (int i = 0; i < 10; i++) a[i] = i;
  printf("%ld %u\n", back(a, 10), Dig(100, 1));
  return 0;
}
