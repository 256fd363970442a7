// The program replaces malloc: managed code that libc calls back at any time,
// before main, inside stdio, inside qsort; recursion included.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define NOINLINE __attribute__((noinline, unused))

static _Alignas(16) unsigned char heap[8 << 20];
static size_t used;
static unsigned allocations;

NOINLINE static unsigned Think(int depth, unsigned *p) {
  unsigned local = *p + (unsigned)depth;
  return depth ? Think(depth - 1, &local) + 1 : local;
}

void *malloc(size_t n) {
  unsigned seed = allocations++;
  Think((int)(seed % 20), &seed);
  size_t size = (n + 31) & ~(size_t)15;
  if (used + size > sizeof heap) {
    errno = ENOMEM;
    return NULL;
  }
  void *block = heap + used + 16;
  memcpy(heap + used, &n, sizeof n);
  used += size;
  return block;
}
void free(void *p) { (void)p; }
void *calloc(size_t n, size_t size) {
  void *p = malloc(n * size);
  return p ? memset(p, 0, n * size) : p;
}
void *realloc(void *p, size_t n) {
  void *q = malloc(n);
  if (p && q) {
    size_t old;
    memcpy(&old, (unsigned char *)p - 16, sizeof old);
    memcpy(q, p, old < n ? old : n);
  }
  return q;
}

NOINLINE static char *Repeat(int depth, const char *s) {
  size_t n = strlen(s);
  char *copy = malloc(n + 3);
  memcpy(copy, s, n);
  strcpy(copy + n, depth % 2 ? "a" : "b");
  char first[16] = {copy[0]};
  char *result = depth ? Repeat(depth - 1, copy) : copy;
  result[0] = first[depth & 0];
  return result;
}

int main(void) {
  char *s = Repeat(300, "start:");
  printf("%zu %s\n", strlen(s), s + 290);
  FILE *f = fopen("/dev/null", "w");
  fprintf(f, "%s %f\n", s, 1e300);
  fclose(f);
  char *grown = NULL;
  for (int i = 1; i < 50; i++) {
    grown = realloc(grown, (size_t)i * 10);
    grown[i * 10 - 1] = (char)i;
  }
  printf("%d %d\n", grown[489], grown[99]);
  printf("%d\n", allocations > 300);
  return 0;
}
