// While a collector marks, every reference that is overwritten is noted, in
// whatever way it is: a tiny collector, which only takes the notes, looks for
// each word that has changed.
// OPT: -O0 -O2 -O3
#include <pagurus.h>
#include <pagurus_gc.h>
#include <pagurus_world.h>
#include <stdatomic.h>

#include "common.h"

typedef struct Node Node;
typedef Node PAG_REF *N;
struct Node {
  N a, b, c;
  union {
    N p;
    long n;
    double d;
    void *plain;
  } either;
  long v;
  _Atomic(N) shared;
  char text[16];
};
typedef struct {
  N a, b, c, d;
} Four;

enum { kNodes = 4, kWords = kNodes * sizeof(Node) / 8, kNodeWords = 8 };

// What is overwritten, and what was there: a word for each node of the pool.
static Node *heap, *pool, *source;
static Node global;
static char noted[kWords];

// Between the two what is overwritten is noted.
#ifdef PAG_NO_WORLD
static void begin(void) {}
static void end(void) {}
#else
// Native code: who has stopped the world calls nothing else.
__asm__(
    ".pushsection .text\n"
    "begin_marking:\n"
    "  pushq %rbx\n"
    "  call pag_stop_world\n"
    "  call pag_begin_marking\n"
    "  leaq ignore(%rip), %rdi\n"
    "  call pag_visit_running\n"
    "  call pag_start_world\n"
    "  popq %rbx\n"
    "  ret\n"
    "end_marking:\n"  // void (struct Notes *)
    "  pushq %rbx\n"
    "  movq %rdi, %rbx\n"
    "  call pag_stop_world\n"
    "  leaq keep(%rip), %rdi\n"
    "  movq %rbx, %rsi\n"
    "  call pag_take_notes\n"
    "  call pag_end_marking\n"
    "  call pag_start_world\n"
    "  popq %rbx\n"
    "  ret\n"
    "keep:\n"  // void (struct Notes *, uintptr_t word)
    "  movq (%rdi), %rax\n"
    "  cmpq 8(%rdi), %rax\n"
    "  je ignore\n"
    "  movq %rsi, (%rax)\n"
    "  addq $8, (%rdi)\n"
    "ignore:\n"
    "  ret\n"
    ".popsection\n");
struct Notes {
  uintptr_t *next, *end;
};
void begin_marking(void);
void end_marking(struct Notes *);

NOINLINE static void begin(void) { begin_marking(); }
NOINLINE static void end(void) {
  static uintptr_t words[4096];
  struct Notes notes = {words, words + 4096};
  end_marking(&notes);
  for (const uintptr_t *word = words; word != notes.next; word++) {
    const uintptr_t at = *word - (uintptr_t)pool;
    if (at < kWords * sizeof(Node)) noted[at / sizeof(Node)] = 1;
  }
}
#endif

// The ways.  n is kNodes, and the optimiser does not know it.
#define WAY(name) NOINLINE static void name(Node *h, N x, long n)

WAY(stored) { h[n - 1].b = x; }
WAY(cleared) { h[n - 1].c = 0; }
WAY(stored_in_a_row) { h->a = x, h->b = 0, h->c = x, h[1].c = 0, h[1].v = 5; }
WAY(by_reference) { ((N)h)->a = x, ((N)h)[n - 1].b = 0; }
WAY(conditional) {
  if (n > 3) {
    h->a = x;
  } else {
    h->a = h->b;
  }
  h[1].b = n > 2 ? x : 0;
}
WAY(swapped) {
  N t = h->a;
  h->a = h[1].b;
  h[1].b = t;
  (void)x, (void)n;
}
WAY(initialised) { h[n - 2] = (Node){.a = x, .v = 3}; }
WAY(assigned) {
  h[n - 1] = source[1];
  (void)x;
}
WAY(assigned_four) {
  *(Four *)&h[n - 1] = *(Four *)&source[2];
  (void)x;
}
WAY(filled) {
  memset(h, 0, sizeof(Node) * (size_t)n);
  (void)x;
}
WAY(filled_one) {
  memset(&h[n - 1].a, 0, sizeof(N));
  (void)x;
}
WAY(filled_as_bytes) {
  void *place = &h[1].b;
  memset(place, (int)n, 16);
  (void)x;
}
WAY(copied) {
  memcpy(h, source, sizeof(Node) * (size_t)n);
  (void)x;
}
WAY(moved) {
  memmove(h, h + 1, sizeof(Node) * (size_t)(n - 1));
  (void)x;
}
__attribute__((no_builtin)) WAY(copied_without_builtins) {
  memcpy(h, source, sizeof(Node) * (size_t)n);
  memset(h, 0, 8);
  (void)x;
}
WAY(copied_checked) {
  __builtin___memcpy_chk(h, source, sizeof(Node), sizeof(Node) * (size_t)n);
  __builtin___memset_chk(h + 2, 0, 24, sizeof(Node) * (size_t)n);
  (void)x;
}
WAY(cleared_surely) {
  explicit_bzero(h, sizeof(Node) * (size_t)(n - 1));
  (void)x;
}
WAY(copied_a_word) {
  const long v = n;
  memcpy(&h->b, &v, sizeof v);
  const double d = (double)n;
  memcpy(&h->c, &d, sizeof d);
  (void)x;
}
WAY(loop_of_nulls) {
  N *p = (N *)h;
  for (long i = 0; i < n * kNodeWords; i++) p[i] = 0;
  (void)x;
}
WAY(loop_of_stores) {
  N *p = (N *)h;
  for (long i = 0; i < n * kNodeWords; i++) p[i] = x;
}
WAY(loop_of_copies) {
  N *p = (N *)h;
  const N *q = (const N *)source;
  for (long i = 0; i < n * kNodeWords; i++) p[i] = q[i];
  (void)x;
}
WAY(loop_of_members) {
  for (long i = 0; i < n; i++) h[i].a = i & 1 ? x : 0, h[i].c = x;
}
WAY(loop_of_some) {
  N *p = (N *)h;
  for (long i = 0; i < n * kNodeWords; i++) {
    if (p[i] != (N)(pool + 3)) p[i] = x;
  }
}
// With vectors that leave lanes out, where there are such.
__attribute__((target("avx2"))) WAY(wide_loop_of_some) {
  N *p = (N *)h;
  for (long i = 0; i < n * kNodeWords; i++) {
    if (p[i] != (N)(pool + 3)) p[i] = 0;
  }
  (void)x;
}
WAY(masked) {
  if (__builtin_cpu_supports("avx2")) {
    wide_loop_of_some(h, x, n);
  } else {
    loop_of_some(h, 0, n);
  }
}
WAY(union_number) {
  h->either.n = n;
  h[1].either.d = (double)n;
  h[2].either.plain = &global;
  (void)x;
}
WAY(union_reference) {
  h->either.p = x;
  h[1].either.p = 0;
  (void)n;
}
WAY(stored_atomically) {
  atomic_store(&h->shared, x);
  atomic_store_explicit(&h[1].shared, (N)0, memory_order_relaxed);
  (void)n;
}
WAY(exchanged) {
  atomic_exchange(&h->shared, x);
  N old = atomic_load(&h[1].shared);
  atomic_compare_exchange_strong(&h[1].shared, &old, x);
  old = atomic_load(&h[2].shared);
  while (!atomic_compare_exchange_weak(&h[2].shared, &old, (N)0)) {
  }
  (void)n;
}
WAY(assembled) {
  __asm__("movq $0, %0" : "=m"(h->b));
  (void)x, (void)n;
}
NOINLINE static Four four(N x) { return (Four){x, 0, x, 0}; }
WAY(returned) {
  *(Four *)h = four(x);
  *(Four *)&h[n - 1] = four(0);
}
NOINLINE static void give(N *place, N x) { *place = x; }
WAY(by_callee) {
  give(&h->c, x);
  give(&h[n - 1].a, 0);
}
static Node *given;
static int compare(const void *key, const void *element) {
  given->b = 0;
  return *(const int *)key - *(const int *)element;
}
WAY(by_callback) {
  const int key = (int)n;
  given = h;
  if (bsearch(&key, &key, 1, sizeof key, compare) == 0) abort();
  (void)x;
}
typedef long Pair __attribute__((vector_size(16), aligned(8), may_alias));
WAY(by_vector_type) {
  *(Pair *)&h->b = (Pair){n, n};
  (void)x;
}

static const struct {
  const char *name;
  void (*write)(Node *, N, long);
} ways[] = {
#define ROW(name) {#name, name}
    ROW(stored),          ROW(cleared),
    ROW(stored_in_a_row), ROW(by_reference),
    ROW(conditional),     ROW(swapped),
    ROW(initialised),     ROW(assigned),
    ROW(assigned_four),   ROW(filled),
    ROW(filled_one),      ROW(filled_as_bytes),
    ROW(copied),          ROW(moved),
    ROW(copied_checked),  ROW(copied_without_builtins),
    ROW(copied_a_word),   ROW(loop_of_nulls),
    ROW(loop_of_stores),  ROW(loop_of_copies),
    ROW(loop_of_members), ROW(loop_of_some),
    ROW(masked),          ROW(union_number),
    ROW(union_reference), ROW(stored_atomically),
    ROW(exchanged),       ROW(assembled),
    ROW(returned),        ROW(by_callee),
    ROW(by_callback),     ROW(by_vector_type),
    ROW(cleared_surely),
};

NOINLINE static void set(uintptr_t *words) {
  for (int i = 0; i < kWords; i++) words[i] = (uintptr_t)(pool + i);
}

// How many words have changed, but for numbers, and how many of these are not
// noted.
NOINLINE static void compare_words(const char *name, const char *where,
                                   const uintptr_t *words, int n) {
  int changed = 0, missing = 0;
  for (int i = 0; i < n; i++) {
    if (words[i] == (uintptr_t)(pool + i) || i % kNodeWords == 4) continue;
    changed++;
    missing += !noted[i];
  }
#ifdef PAG_NO_WORLD
  missing = 0;
#endif
  printf("%s %s: %d, not noted %d\n", name, where, changed, missing);
}

NOINLINE static void in_heap(int way) {
  set((uintptr_t *)heap);
  memset(noted, 0, sizeof noted);
  begin();
  ways[way].write(heap, (N)(pool + kWords), Opaque(kNodes));
  end();
  compare_words(ways[way].name, "heap", (const uintptr_t *)heap, kWords);
}

// A variable, by name.
NOINLINE static void in_global(N x) {
  uintptr_t words[kWords];
  set(words);
  memcpy((void *)&global, words, sizeof global);
  memset(noted, 0, sizeof noted);
  begin();
  global.a = x;
  global.b = 0;
  global.either.n = Opaque(3);
  global.shared = 0;
  end();
  memcpy(words, (void *)&global, sizeof global);
  compare_words("by name", "global", words, kNodeWords);
}

int main(void) {
  heap = (Node *)calloc(kNodes, sizeof(Node));
  source = (Node *)calloc(kNodes, sizeof(Node));
  pool = (Node *)calloc(kWords + 1, sizeof(Node));
  for (unsigned way = 0; way < sizeof ways / sizeof *ways; way++) in_heap(way);
  in_global((N)(pool + kWords));
  printf("%u\n", Dig(100, 1));
  return 0;
}
