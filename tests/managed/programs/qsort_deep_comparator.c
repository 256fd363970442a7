// ocaml#13575: native qsort calls a managed comparator that recurses deeply and
// passes pointers to its locals (nothing may move while native frames are
// below; there must be room all the same), the array itself being a local.
#include "common.h"

typedef struct {
  int key;
  char pad[12];
} Item;

static int comparisons;

NOINLINE static int Chain(int depth, const int *a, const int *b, int *out) {
  int x = *a, y = *b, result = 0;
  if (depth) {
    Chain(depth - 1, &x, &y, &result);
  } else {
    result = (x > y) - (x < y);
  }
  *out = result;
  return result;
}

static int Compare(const void *pa, const void *pb) {
  const Item *a = pa, *b = pb;
  int out = 0;
  comparisons++;
  Chain(40, &a->key, &b->key, &out);
  return out;
}

static int CompareReversed(const void *pa, const void *pb) {
  return -Compare(pa, pb);
}

NOINLINE static unsigned SortLocal(int depth, int n) {
  Item items[64];
  for (int i = 0; i < n; i++) items[i].key = (i * 29 + depth) % 64;
  if (depth) {
    unsigned below = SortLocal(depth - 1, n);
    unsigned sum = below;
    for (int i = 0; i < n; i++) sum = sum * 3 + (unsigned)items[i].key;
    return sum;
  }
  qsort(items, (size_t)n, sizeof(Item), Compare);
  unsigned sum = 0;
  for (int i = 0; i < n; i++) sum = sum * 3 + (unsigned)items[i].key;
  Item wanted = {.key = 20};
  Item *found = bsearch(&wanted, items, (size_t)n, sizeof(Item), Compare);
  printf("found %d\n", found ? found->key : -1);
  qsort(items, (size_t)n, sizeof(Item), CompareReversed);
  for (int i = 0; i < n; i++) sum = sum * 3 + (unsigned)items[i].key;
  // The goroutine's stack moves again once the native call is over.
  return sum + Dig(500, sum);
}

int main(void) {
  printf("%u\n", SortLocal(0, 10));
  printf("%u\n", SortLocal(50, 64));
  // The comparator needs far more stack than there ever was on the goroutine's.
  int a = 3, b = 4, out;
  printf("%d\n", Chain(5000, &a, &b, &out));
  printf("%d\n", comparisons);
  return 0;
}
