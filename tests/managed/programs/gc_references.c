// References in every place where C has them, with a collection at every step:
// loops with and without calls, derived pointers, locals in memory, structures
// by value, arguments on the stack, variables, setjmp, atomics, plain pointers
// in calls.  An object that is freed too early is soon another one.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>
#include <setjmp.h>
#include <stdlib.h>

#include "common.h"

#define CHECK(c)                                 \
  do {                                           \
    if (!(c)) {                                  \
      printf("line %d: not %s\n", __LINE__, #c); \
      exit(1);                                   \
    }                                            \
  } while (0)

typedef struct Node {
  struct Node PAG_REF *left;
  struct Node PAG_REF *right;
  long v;
} Node;
typedef Node PAG_REF *N;

static const uint64_t node_refs[] = {3};
static pag_type node_type = {sizeof(Node), node_refs, "node"};
static pag_type long_type = {sizeof(long), 0, "long"};
static const uint64_t slot_refs[] = {1};
static pag_type slot_type = {sizeof(N), slot_refs, "slot"};

NOINLINE static N node(N l, N r, long v) {
  N n = (N)pag_alloc(&node_type);
  n->left = l;
  n->right = r;
  n->v = v;
  return n;
}
static N tree(int d, long *c) {
  if (!d) return 0;
  N l = tree(d - 1, c);
  N r = tree(d - 1, c);
  return node(l, r, ++*c);
}
static long sum(N n) { return n ? n->v + sum(n->left) + sum(n->right) : 0; }
static N list(int n) {
  N h = 0;
  for (int i = 0; i < n; i++) h = node(h, 0, i);
  return h;
}
static long len(N n) {
  long c = 0;
  for (; n; n = n->left) c++;
  return c;
}
static N reverse(N n) {
  N r = 0;
  while (n) {
    N next = n->left;
    n->left = r;
    r = n;
    n = next;
    pag_collect();
  }
  return r;
}
N head;
N table[8];
static struct {
  int x;
  N n;
  N m[2];
} st[3];
/* derived pointers */
static long PAG_REF *array(int n) {
  long PAG_REF *a = (long PAG_REF *)pag_alloc_array(&long_type, n);
  for (int i = 0; i < n; i++) {
    a[i] = i;
    if (i % 7 == 0) pag_collect();
  }
  return a;
}
static long walk_array(int n, int k) {
  long PAG_REF *a = array(n);
  long s = 0;
  for (long PAG_REF *p = a + n - 1; p >= a; p -= 1) {
    s += *p;
    if (k) pag_collect();
  }
  return s;
}
static long offset(int n, int k) {
  long PAG_REF *a = array(n);
  long s = 0;
  for (int i = 0; i < n; i++) {
    s += a[i + k - 1000];
    pag_collect();
  }
  return s;
}
/* locals in memory */
typedef struct {
  N a, b;
  long x;
} Pair;
NOINLINE static void fill(Pair *p, long v) {
  p->a = node(0, 0, v);
  p->b = node(p->a, 0, v + 1);
  p->x = v;
}
static long locals(void) {
  Pair p[4];
  long s = 0;
  for (int i = 0; i < 4; i++) fill(&p[i], i);
  pag_collect();
  for (int i = 0; i < 4; i++) s += p[i].a->v * 10 + p[i].b->left->v + p[i].x;
  return s;
}
static Pair copy(const Pair *p) {
  Pair q = *p;
  pag_collect();
  return q;
}
static long copies(void) {
  Pair p;
  fill(&p, 5);
  Pair q = copy(&p);
  p.a = p.b = 0;
  pag_collect();
  Pair r[3];
  r[1] = q;
  q.a = 0;
  q.b = 0;
  pag_collect();
  return r[1].a->v + r[1].b->v;
}
Pair *volatile leaked;
NOINLINE static long escaping(void) {
  Pair p;
  leaked = &p;
  fill(leaked, 7);
  pag_collect();
  return leaked->a->v + leaked->b->left->v;
}
static long idx(int n, int k) {
  N a[16];
  for (int i = 0; i < 16; i++) a[i] = 0;
  for (int i = 0; i < n; i++) a[i & 15] = node(a[(i * 7) & 15], 0, i);
  pag_collect();
  return a[k]->v;
}
/* many arguments */
NOINLINE static long many(N a, N b, N c, N d, N e, N f, N g, N h) {
  pag_collect();
  return a->v + b->v * 2 + c->v * 3 + d->v * 4 + e->v * 5 + f->v * 6 +
         g->v * 7 + h->v * 8;
}
/* choice */
static long choice(int k) {
  N a = node(0, 0, 1), b = node(0, 0, 2);
  N c = k & 1 ? a : b;
  long PAG_REF *p = k & 2 ? &a->v : &b->v;
  pag_collect();
  return c->v + 10 * *p;
}
/* stale: what is dead is freed */
NOINLINE static void drop(long *n) {
  N a = list(10);
  *n = len(a);
  a = 0;
}
static long swap(N PAG_REF *slot, N n) {
  N old = *slot;
  *slot = n;
  pag_collect();
  return old ? old->v : -1;
}
typedef struct {
  N r;
} One;
NOINLINE static One one(long v) {
  One o = {node(0, 0, v)};
  return o;
}
NOINLINE static long take(One o) {
  pag_collect();
  return o.r->v;
}
typedef struct {
  N r, s;
} Two;
NOINLINE static Two two(long v) {
  Two t = {node(0, 0, v), 0};
  t.s = node(t.r, 0, v);
  return t;
}
NOINLINE static long take2(Two o) {
  pag_collect();
  return o.r->v + o.s->left->v;
}
static jmp_buf jb;
NOINLINE static void thrower(int n) {
  N x = list(3);
  pag_collect();
  if (len(x) == 3) longjmp(jb, n);
}
static long jumps(void) {
  N volatile a = list(4);
  N b = list(5);
  volatile int i = 0;
  if (setjmp(jb) < 3) {
    i++;
    thrower(i);
  }
  pag_collect();
  return len(a) * 10 + len(b);
}
N shared;
static long atomics(void) {
  N a = node(0, 0, 3), b = node(0, 0, 4);
  __atomic_store_n(&shared, a, __ATOMIC_SEQ_CST);
  N e = a;
  CHECK(__atomic_compare_exchange_n(&shared, &e, b, 0, __ATOMIC_SEQ_CST,
                                    __ATOMIC_SEQ_CST));
  pag_collect();
  N o = __atomic_exchange_n(&shared, 0, __ATOMIC_SEQ_CST);
  pag_collect();
  return o->v + e->v;
}
static int compare(const void *a, const void *b) {
  pag_collect();
  return (*(const long *)a > *(const long *)b) -
         (*(const long *)a < *(const long *)b);
}
/* Native code that has only a plain pointer into an object, and collects. */
NOINLINE static long native_sum(const char *p) {
  long copy[2] = {*(const long *)p, 0};
  qsort((void *)copy, 2, sizeof copy[0], compare);
  return copy[1];
}
static long sort(void) {
  long PAG_REF *a = array(20);
  for (int i = 0; i < 20; i++) a[i] = 19 - i;
  qsort((void *)(a + 4), 16, sizeof *a, compare);
  return a[4] * 100 + a[19];
}
// Native code alone has the array, by a plain pointer; what takes its place if
// it is freed is full of thousands.
static long seen;
static int compare_dropped(const void *a, const void *b) {
  pag_collect();
  for (int i = 0; i < 5; i++) {
    long PAG_REF *other = (long PAG_REF *)pag_alloc_array(&long_type, 20);
    for (int k = 0; k < 20; k++) other[k] = 1000;
  }
  seen += *(const long *)a >= 1000 || *(const long *)b >= 1000;
  return 0;
}
static long dropped(void) {
  qsort((void *)array(20), 20, sizeof(long), compare_dropped);
  return seen;
}
// A loop without calls, which a collection has to stop, and which must not lose
// what it is at.
static pag_waitgroup group;
static int stop;
static void walk_on(void *arg) {
  (void)arg;
  N l = list(100);
  long wrong = 0, turns = 0;
  do {
    long i = 100;
    for (N n = l; n; n = n->left) wrong += n->v != --i;
  } while (!__atomic_load_n(&stop, __ATOMIC_RELAXED) && ++turns < 20000);
  CHECK(wrong == 0);
  pag_waitgroup_done(&group);
}
static void walks(void) {
  pag_waitgroup_add(&group, 2);
  for (int i = 0; i < 2; i++) pag_go(walk_on, NULL);
  for (int i = 0; i < 10; i++) {
    pag_yield();
    CHECK(len(list(50)) == 50);
    pag_collect();
  }
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
}
int main(void) {
  long c = 0;
  N t = tree(6, &c);
  CHECK(sum(t) == 63 * 64 / 2);
  N l = list(30);
  CHECK(len(l) == 30);
  l = reverse(l);
  CHECK(l->v == 0);
  CHECK(len(l) == 30);
  head = list(5);
  for (int i = 0; i < 8; i++) table[i] = node(0, 0, i);
  for (int i = 0; i < 3; i++) {
    st[i].n = node(0, 0, i);
    st[i].m[1] = node(0, 0, i + 10);
  }
  CHECK(walk_array(50, 1) == 49 * 25);
  CHECK(offset(20, 1000) == 190);
  CHECK(locals() == 72);
  CHECK(copies() == 11);
  CHECK(escaping() == 14);
  CHECK(idx(40, 3) == 35);
  CHECK(many(table[0], table[1], table[2], table[3], table[4], table[5],
             table[6], table[7]) == 2 + 6 + 12 + 20 + 30 + 42 + 56);
  for (int k = 0; k < 4; k++)
    CHECK(choice(k) == (k & 1 ? 1 : 2) + 10 * (k & 2 ? 1 : 2));
  CHECK(sort() == 15);
  CHECK(dropped() == 0);
  walks();
  CHECK(take(one(5)) == 5);
  CHECK(take2(two(6)) == 12);
  CHECK(jumps() == 45);
  CHECK(atomics() == 7);
  N z = node(0, 0, 9);
  CHECK(native_sum((const char *)z + 16) == 9);
  CHECK(native_sum((const char *)node(0, 0, 8) + 16) == 8);
  N PAG_REF *sl = (N PAG_REF *)pag_alloc_array(&slot_type, 2);
  CHECK(swap(sl, node(0, 0, 77)) == -1);
  CHECK(swap(sl, 0) == 77);
  CHECK(sum(t) == 63 * 64 / 2);
  CHECK(len(head) == 5);
  for (int i = 0; i < 8; i++) CHECK(table[i]->v == i);
  for (int i = 0; i < 3; i++) CHECK(st[i].n->v == i && st[i].m[1]->v == i + 10);
  long n;
  drop(&n);
  CHECK(n == 10);
  printf("%ld %ld %u\n", sum(t), len(head), Dig(100, 1));
  return 0;
}
