// go#17785: managed -> native -> managed -> native ..., several levels: sorts
// inside comparators inside bsearch inside sorts, with pointers to locals of
// the outer levels kept in use, and stack growth attempts at every level.
#include <search.h>

#include "common.h"

static int level, deepest;
static long total;

static int Compare(const void *a, const void *b);

NOINLINE static int Inner(int x, int y) {
  int data[6] = {x, y, 5, x ^ y, 2, y - x};
  int *first = &data[0];
  level++;
  if (level > deepest) deepest = level;
  if (level < 6) qsort(data, 6, sizeof(int), Compare);
  int key = 5;
  if (level < 4) {
    size_t n = 6;
    int *hit = lfind(&key, data, &n, sizeof(int), Compare);
    total += hit ? *hit : 0;
  }
  level--;
  total += *first;
  return *first;
}

static int Compare(const void *a, const void *b) {
  int x = *(const int *)a, y = *(const int *)b;
  Dig((unsigned)level * 3, 1);
  if (((x + y) & 3) == level % 4 && level < 5 && total < 200000) Inner(x, y);
  return (x > y) - (x < y);
}

static char seen[256];
static void Visit(const void *node, VISIT which, int depth) {
  if (which == postorder || which == leaf) {
    int v = **(const int *const *)node;
    size_t n = strlen(seen);
    snprintf(seen + n, sizeof seen - n, "%d ", v + Inner(v, depth) * 0);
  }
}

int main(void) {
  int data[20];
  for (int i = 0; i < 20; i++) data[i] = (i * 7) % 20;
  qsort(data, 20, sizeof(int), Compare);
  for (int i = 0; i < 20; i++) printf("%d ", data[i]);
  printf("\n%d %ld\n", deepest, total);
  void *root = NULL;
  int keys[12];
  for (int i = 0; i < 12; i++) {
    keys[i] = (i * 5) % 12;
    tsearch(&keys[i], &root, Compare);
  }
  twalk(root, Visit);
  printf("%s\n", seen);
  for (int i = 0; i < 12; i++) tdelete(&keys[i], &root, Compare);
  printf("%ld %u\n", total, Dig(800, 2));
  return 0;
}
