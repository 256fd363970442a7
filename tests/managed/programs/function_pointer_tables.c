// Managed and native targets side by side in tables, structs and arguments; the
// caller cannot know which is which (a gate tests it at run time).
#include <ctype.h>

#include "common.h"

typedef size_t (*Measure)(const char *);
typedef int (*Unary)(int);

NOINLINE static size_t Vowels(const char *s) {
  size_t n = 0;
  for (; *s; s++) n += strchr("aeiou", *s) != NULL;
  return n + (Dig(3, 1) & 1);
}
NOINLINE static size_t Recursive(const char *s) {
  return *s ? 1 + Recursive(s + 1) : 0;
}
NOINLINE static int Triple(int x) { return x * 3 + (int)(Dig(2, 2) & 1); }
NOINLINE static int Negate(int x) { return -x; }

static const Measure kMeasures[] = {strlen, Vowels, strlen, Recursive};
static const Unary kUnaries[] = {abs, Triple, toupper, Negate, isdigit};

typedef struct {
  const char *name;
  Measure measure;
  struct {
    Unary unary;
    void *(*copy)(void *, const void *, size_t);
  } ops;
} Entry;

NOINLINE static void *Backwards(void *to, const void *from, size_t n) {
  char *t = to;
  const char *f = from;
  for (size_t i = 0; i < n; i++) t[i] = f[n - 1 - i];
  return to;
}

NOINLINE static long Apply(int depth, const Entry *entry, const char *text) {
  char local[64] = {0};
  size_t n = entry->measure(text);
  entry->ops.copy(local, text, strlen(text));
  long r = (long)n * 100 + entry->ops.unary(depth) + local[0];
  if (depth) r += Apply(depth - 1, entry, local) & 0xfff;
  return r + local[1];
}

NOINLINE static int Compose(Unary f, Unary g, int x) { return f(g(x)); }
NOINLINE static Unary Pick(int i) { return kUnaries[i % 5]; }

int main(void) {
  const char *text = "the hermit crab moves house";
  for (int i = 0; i < 4; i++) printf("%zu\n", kMeasures[Opaque(i)](text));
  for (int i = 0; i < 5; i++)
    printf("%d\n", Compose(Pick(i + 1), Pick(i), -50) != 0);
  printf("%d %d\n", Compose(Triple, abs, -14), Compose(abs, Triple, -14));
  const Entry entries[] = {{"plain", strlen, {abs, memcpy}},
                           {"mixed", Vowels, {Triple, Backwards}},
                           {"native", strlen, {Negate, memmove}},
                           {"deep", Recursive, {toupper, Backwards}}};
  for (int i = 0; i < 4; i++)
    printf("%s %ld\n", entries[i].name, Apply(120, &entries[i], text));
  // Comparing function pointers: one address for each, whoever takes it.
  printf("%d %d\n", entries[0].measure == kMeasures[0],
         entries[1].ops.unary == kUnaries[1]);
  return 0;
}
