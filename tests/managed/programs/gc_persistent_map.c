// A persistent map (a treap: R. Seidel and C. Aragon: Randomized search trees,
// 1996) that goroutines share: each change makes a new version out of copies of
// a path and the old version's other nodes, and puts it in the old one's place
// by compare-and-swap.  Versions go to others through a channel, who look at
// them whole, keep some, and look again.  The last one has what plain arrays
// say.
// PROCS: 1 2 4
// STRESSGC: 1
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

enum {
  kAccounts = 40,
  kBalance = 100,
  kOwn = 30,  // keys that one writer alone puts and removes
  kWriters = 4,
  kChanges = 150,
  kReaders = 2,
  kKept = 6
};

typedef struct Node {
  struct Node PAG_REF *left;
  struct Node PAG_REF *right;
  long key;
  long value;
} Node;
typedef Node PAG_REF *N;
static const uint64_t node_refs[] = {3};
static pag_type node_type = {sizeof(Node), node_refs, "node", NULL, {0, 0}};
static const uint64_t version_refs[] = {1};
static pag_type version_type = {sizeof(N), version_refs, "version", NULL, {0}};

static N root;
static pag_chan *versions;
static pag_waitgroup writers, readers;
static long wrong;

static uint64_t Priority(long key) { return Mix(7, (uint64_t)key); }

// --- versions ---

NOINLINE static N Make(N left, N right, long key, long value) {
  N n = (N)pag_alloc(&node_type);
  n->left = left;
  n->right = right;
  n->key = key;
  n->value = value;
  return n;
}

static N Put(N t, long key, long value) {
  if (t == 0) return Make(0, 0, key, value);
  if (key == t->key) return Make(t->left, t->right, key, value);
  if (key < t->key) {
    N l = Put(t->left, key, value);
    if (Priority(l->key) < Priority(t->key)) {
      return Make(l, t->right, t->key, t->value);
    }
    return Make(l->left, Make(l->right, t->right, t->key, t->value), l->key,
                l->value);
  }
  N r = Put(t->right, key, value);
  if (Priority(r->key) < Priority(t->key)) {
    return Make(t->left, r, t->key, t->value);
  }
  return Make(Make(t->left, r->left, t->key, t->value), r->right, r->key,
              r->value);
}

static N Join(N a, N b) {
  if (a == 0) return b;
  if (b == 0) return a;
  if (Priority(a->key) > Priority(b->key)) {
    return Make(a->left, Join(a->right, b), a->key, a->value);
  }
  return Make(Join(a, b->left), b->right, b->key, b->value);
}

static N Remove(N t, long key) {
  if (t == 0) return 0;
  if (key == t->key) return Join(t->left, t->right);
  if (key < t->key) {
    return Make(Remove(t->left, key), t->right, t->key, t->value);
  }
  return Make(t->left, Remove(t->right, key), t->key, t->value);
}

static N Find(N t, long key) {
  while (t != 0 && t->key != key) t = key < t->key ? t->left : t->right;
  return t;
}

// The sum of all accounts; errors in *bad.
static long Look(N t, long low, long high, uint64_t most, long *bad) {
  if (t == 0) return 0;
  *bad += t->key < low || t->key > high || Priority(t->key) > most;
  const uint64_t priority = Priority(t->key);
  return Look(t->left, low, t->key - 1, priority, bad) +
         Look(t->right, t->key + 1, high, priority, bad) +
         (t->key < kAccounts ? t->value : 0);
}

NOINLINE static long WrongIn(N version) {
  long bad = 0;
  const long sum = Look(version, 0, 1000, UINT64_MAX, &bad);
  return bad + (sum != kAccounts * kBalance);
}

// --- changes ---

typedef struct Change {
  long from, to, amount;  // a transfer
  long key, value;        // put; value 0: remove
} Change;

static Change Draw(long writer, uint32_t *random) {
  Change c;
  c.from = Next(random) % kAccounts;
  c.to = (c.from + 1 + Next(random) % (kAccounts - 1)) % kAccounts;
  c.amount = Next(random) % 10;
  c.key = kAccounts + writer * kOwn + Next(random) % kOwn;
  c.value = Next(random) % 3;
  return c;
}

NOINLINE static N Changed(N t, const Change *c) {
  N next = Put(t, c->from, Find(t, c->from)->value - c->amount);
  next = Put(next, c->to, Find(next, c->to)->value + c->amount);
  return c->value == 0 ? Remove(next, c->key) : Put(next, c->key, c->value);
}

static void Writer(void *arg) {
  uint32_t random = (uint32_t)(long)arg + 1;
  Dig(10, 1);
  for (long i = 0; i < kChanges; i++) {
    const Change c = Draw((long)arg, &random);
    N old = __atomic_load_n(&root, __ATOMIC_ACQUIRE);
    N next;
    do {
      next = Changed(old, &c);
      if (i % 7 == 0) pag_yield();
    } while (!__atomic_compare_exchange_n(&root, &old, next, 0,
                                          __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    if (i % 10 == 0) pag_chan_send(versions, &next);
    if (i % 50 == 0) pag_collect();
  }
  pag_waitgroup_done(&writers);
}

static void Reader(void *arg) {
  N kept[kKept] = {0};
  long seen = 0, errors = 0;
  (void)arg;
  N version = 0;
  while (pag_chan_recv(versions, &version) != PAG_CLOSED) {
    errors += WrongIn(version);
    N again = kept[seen % kKept];
    if (again != 0) errors += WrongIn(again);
    kept[seen++ % kKept] = version;
  }
  for (int i = 0; i < kKept; i++) errors += kept[i] != 0 && WrongIn(kept[i]);
  __atomic_add_fetch(&wrong, errors, __ATOMIC_RELAXED);
  pag_waitgroup_done(&readers);
}

// --- the same with arrays ---

static long Expected(long key, long *value) {
  long present = key < kAccounts;
  *value = kBalance;
  for (long w = 0; w < kWriters; w++) {
    uint32_t random = (uint32_t)w + 1;
    for (long i = 0; i < kChanges; i++) {
      const Change c = Draw(w, &random);
      if (key == c.from) *value -= c.amount;
      if (key == c.to) *value += c.amount;
      if (key == c.key) present = c.value != 0, *value = c.value;
    }
  }
  return present;
}

int main(void) {
  versions = pag_chan_make_typed(&version_type, 2);
  for (long k = 0; k < kAccounts; k++) root = Put(root, k, kBalance);
  N first = root;
  pag_waitgroup_add(&writers, kWriters);
  pag_waitgroup_add(&readers, kReaders);
  for (long i = 0; i < kReaders; i++) pag_go(Reader, NULL);
  for (long i = 0; i < kWriters; i++) pag_go(Writer, (void *)i);
  pag_waitgroup_wait(&writers);
  pag_chan_close(versions);
  pag_waitgroup_wait(&readers);

  uint64_t hash = 0;
  long keys = 0;
  for (long k = 0; k < kAccounts + kWriters * kOwn; k++) {
    long value;
    const long present = Expected(k, &value);
    N n = Find(root, k);
    wrong += (n != 0) != present || (present && n->value != value);
    wrong += k < kAccounts && Find(first, k)->value != kBalance;
    keys += present;
    if (n != 0) hash = Mix(hash, (uint64_t)(k * 1000 + n->value));
  }
  wrong += WrongIn(root);
  printf("%ld wrong, %ld keys, %llx %u\n", wrong, keys,
         (unsigned long long)hash, Dig(100, 1));
  return 0;
}
