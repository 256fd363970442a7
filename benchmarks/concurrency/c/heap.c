// The heap's works with malloc and free, and (-DBOEHM) with Boehm's collector,
// as
// ../pagurus/heap.c has them with references.
#include "benchmarks/concurrency/harness.h"

#ifdef BOEHM
#include <gc/gc.h>
#define ALLOCATE GC_MALLOC
#define ALLOCATE_PLAIN GC_MALLOC_ATOMIC
static inline void release(void* object) { (void)object; }
#else
#define ALLOCATE malloc
#define ALLOCATE_PLAIN malloc
static inline void release(void* object) { free(object); }
#endif

struct object {
  struct object* next;
  long number;
};

enum { kRing = 1024 };
static struct object* ring[kRing];

static void alloc_objects(long size, long count) {
  struct stopwatch watch = {0, 0};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    release(ring[i % kRing]);
    struct object* object = ALLOCATE((size_t)size);
    object->next = NULL;
    object->number = i;
    ring[i % kRing] = object;
  }
  end(&watch);
  for (long i = count - 1; i >= 0 && i >= count - kRing; --i) {
    require(ring[i % kRing]->number == i, "object");
  }
  report("time", count, &watch);
}

static void alloc_array(long elements, long count) {
  static long* arrays[kRing];
  struct stopwatch watch = {0, 0};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    release(arrays[i % kRing]);
    long* array = ALLOCATE_PLAIN((size_t)elements * sizeof(long));
    memset(array, 0, (size_t)elements * sizeof(long));
    array[0] = i;
    arrays[i % kRing] = array;
  }
  end(&watch);
  for (long i = count - 1; i >= 0 && i >= count - kRing; --i) {
    require(arrays[i % kRing][0] == i, "array");
    require(arrays[i % kRing][elements - 1] == 0, "zero");
  }
  report("time", count, &watch);
}

struct tree {
  struct tree* left;
  struct tree* right;
};

static struct tree* grow(long depth) {
  struct tree* t = ALLOCATE(sizeof *t);
  t->left = depth > 0 ? grow(depth - 1) : NULL;
  t->right = depth > 0 ? grow(depth - 1) : NULL;
  return t;
}

static long size_of(const struct tree* t) {
  return t->left == NULL ? 1 : 1 + size_of(t->left) + size_of(t->right);
}

static void cut(struct tree* t) {
#ifdef BOEHM
  (void)t;
#else
  if (t->left != NULL) {
    cut(t->left);
    cut(t->right);
  }
  free(t);
#endif
}

static long grow_and_cut(long depth) {
  struct tree* t = grow(depth);
  const long size = size_of(t);
  cut(t);
  return size;
}

static void binary_trees(long unused, long depth) {
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  require(grow_and_cut(depth + 1) == (4L << depth) - 1, "the stretch tree");
  struct tree* lasting = grow(depth);
  for (long d = 4; d <= depth; d += 2) {
    const long trees = 1L << (depth - d + 4);
    long sum = 0;
    for (long i = 0; i < trees; ++i) sum += grow_and_cut(d);
    require(sum == trees * ((2L << d) - 1), "the trees of one depth");
  }
  require(size_of(lasting) == (2L << depth) - 1, "the lasting tree");
  cut(lasting);
  end(&watch);
  report("time", 1, &watch);
  report_bytes(1, peak_resident_bytes());
}

int main(int argc, char** argv) {
  static const struct work works[] = {
      {"alloc_16", alloc_objects, 16},   {"alloc_128", alloc_objects, 128},
      {"alloc_4k", alloc_objects, 4096}, {"alloc_array", alloc_array, 128},
      {"binary_trees", binary_trees, 0}, {NULL, NULL, 0},
  };
#ifdef BOEHM
  GC_INIT();
#endif
  return run_work(works, argc, argv);
}
