// A native library that is loaded at run time, and calls back.
#include <dlfcn.h>

#include "common.h"

typedef int Comparator(const void *, const void *);
typedef void Sorter(void *, size_t, size_t, Comparator *);

static int compared;
static int Compare(const void *a, const void *b) {
  compared += Dig(3, 1) != 0;
  return *(const int *)a - *(const int *)b;
}

NOINLINE static void Sort(Sorter *sort, int depth, long *sum) {
  int values[40];
  for (int i = 0; i < 40; i++) values[i] = (i * 17 + depth) % 40;
  sort(values, 40, sizeof values[0], Compare);
  if (depth > 0) Sort(sort, depth - 1, sum);
  for (int i = 0; i < 40; i++) *sum = *sum * 3 % 1000003 + values[i];
}

int main(void) {
  void *library = dlopen("libc.so.6", RTLD_NOW);
  if (library == NULL) return 1;
  Sorter *sort = (Sorter *)dlsym(library, "qsort");
  long sum = 0;
  Sort(sort, 100, &sum);
  printf("%ld %d\n", sum, compared > 100);
  dlclose(library);
}
