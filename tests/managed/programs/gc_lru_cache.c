// A cache of objects that drops what has not been used for longest, shared by
// goroutines: a hash table and a list in both directions, changed in place.
// Arrays of plain numbers do the same beside it: what is found, what is
// dropped.  A goroutine goes on using what the cache has dropped meanwhile;
// what nobody uses any more is free.
// PROCS: 1 2 4
// STRESSGC: 1
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

enum {
  kKeys = 200,
  kCapacity = 40,
  kBuckets = 16,
  kUsers = 5,
  kUses = 300,
  kWatched = 100
};

typedef struct Entry {
  struct Entry PAG_REF *newer;
  struct Entry PAG_REF *older;
  struct Entry PAG_REF *chain;  // of the bucket
  long PAG_REF *value;
  long key;
} Entry;
typedef Entry PAG_REF *E;
typedef struct Cache {
  E newest;
  E oldest;
  E buckets[kBuckets];
  long entries;
} Cache;

static const uint64_t entry_refs[] = {15};
static const uint64_t cache_refs[] = {(1 << (2 + kBuckets)) - 1};
static pag_type entry_type = {sizeof(Entry), entry_refs, "entry", NULL, {0, 0}};
static pag_type cache_type = {sizeof(Cache), cache_refs, "cache", NULL, {0, 0}};
static pag_type long_type = {sizeof(long), NULL, "long", NULL, {0, 0}};

static pag_mutex lock;
static pag_waitgroup users;
static Cache PAG_REF *cache;
static long wrong;

// --- plain numbers ---

static long last_use[kKeys];  // 0: not in the cache
static long uses, in_cache;

static long LeastRecent(void) {
  long least = -1;
  for (long k = 0; k < kKeys; k++) {
    if (last_use[k] != 0 && (least < 0 || last_use[k] < last_use[least])) {
      least = k;
    }
  }
  return least;
}

// --- values ---

static long Length(long key) { return 1 + key * 7 % 50; }

NOINLINE static long PAG_REF *Value(long key) {
  long PAG_REF *v =
      (long PAG_REF *)pag_alloc_array(&long_type, (size_t)Length(key));
  for (long i = 0; i < Length(key); i++) v[i] = key * 1000 + i;
  return v;
}

NOINLINE static long WrongIn(long PAG_REF *v, long key) {
  long n = 0;
  for (long i = 0; i < Length(key); i++) n += v[i] != key * 1000 + i;
  return n;
}

// --- the cache ---

static pag_weak *watched[kWatched];  // entries that were dropped
static long drops;

static void Unlink(E e) {
  if (e->newer != 0) {
    e->newer->older = e->older;
  } else {
    cache->newest = e->older;
  }
  if (e->older != 0) {
    e->older->newer = e->newer;
  } else {
    cache->oldest = e->newer;
  }
  e->newer = e->older = 0;
}

static void PutFirst(E e) {
  e->older = cache->newest;
  if (e->older != 0) {
    e->older->newer = e;
  } else {
    cache->oldest = e;
  }
  cache->newest = e;
}

NOINLINE static void DropOldest(void) {
  E e = cache->oldest;
  wrong += e->key != LeastRecent();
  last_use[e->key] = 0;
  Unlink(e);
  E PAG_REF *link = &cache->buckets[e->key % kBuckets];
  while (*link != e) link = &(*link)->chain;
  *link = e->chain;
  pag_weak_free(watched[drops % kWatched]);
  watched[drops++ % kWatched] = pag_weak_create(e);
  cache->entries--;
}

NOINLINE static long PAG_REF *Get(long key) {
  E e = cache->buckets[key % kBuckets];
  while (e != 0 && e->key != key) e = e->chain;
  wrong += (e != 0) != (last_use[key] != 0);
  if (e != 0) {
    Unlink(e);
  } else {
    if (cache->entries == kCapacity) DropOldest();
    e = (E)pag_alloc(&entry_type);
    e->key = key;
    e->value = Value(key);
    e->chain = cache->buckets[key % kBuckets];
    cache->buckets[key % kBuckets] = e;
    cache->entries++;
  }
  PutFirst(e);
  last_use[key] = ++uses;
  return e->value;
}

// Two values at a time, one of them from before a wait.
static void User(void *arg) {
  uint32_t random = (uint32_t)(long)arg * 77 + 1;
  long PAG_REF *before = 0;
  long key_before = 0, errors = 0;
  Dig(20, 1);
  for (long i = 0; i < kUses; i++) {
    const long key = Next(&random) % (Next(&random) % kKeys + 1);
    pag_mutex_lock(&lock);
    long PAG_REF *v = Get(key);
    pag_mutex_unlock(&lock);
    if (i % 5 == 0) pag_yield();
    errors += WrongIn(v, key);
    if (before != 0) errors += WrongIn(before, key_before);
    if (i % 20 == 0) before = v, key_before = key;
  }
  pag_mutex_lock(&lock);
  wrong += errors;
  pag_mutex_unlock(&lock);
  pag_waitgroup_done(&users);
}

NOINLINE static long CheckLists(void) {
  long forwards = 0, backwards = 0, in_buckets = 0, stamp = uses + 1;
  for (E e = cache->newest; e != 0; e = e->older) {
    wrong += last_use[e->key] >= stamp || WrongIn(e->value, e->key) != 0;
    stamp = last_use[e->key];
    forwards++;
  }
  for (E e = cache->oldest; e != 0; e = e->newer) backwards++;
  for (int b = 0; b < kBuckets; b++) {
    for (E e = cache->buckets[b]; e != 0; e = e->chain) in_buckets++;
  }
  for (long k = 0; k < kKeys; k++) in_cache += last_use[k] != 0;
  wrong += forwards != in_cache || backwards != in_cache;
  return in_buckets;
}

int main(void) {
  cache = (Cache PAG_REF *)pag_alloc(&cache_type);
  for (int i = 0; i < kWatched; i++) watched[i] = pag_weak_create(0);
  pag_waitgroup_add(&users, kUsers);
  for (long i = 0; i < kUsers; i++) pag_go(User, (void *)i);
  pag_waitgroup_wait(&users);
  printf("%ld uses, %ld in the cache\n", uses, CheckLists());
  pag_collect();
  long kept = 0;
  for (int i = 0; i < kWatched; i++) {
#ifndef PAG_NOTHING_IS_FREED
    kept += pag_weak_get(watched[i]) != 0;
#endif
    pag_weak_free(watched[i]);
  }
  printf("%ld wrong, %ld dropped entries were kept %u\n", wrong, kept,
         Dig(100, 1));
  return 0;
}
