// Allocation: objects that are soon dropped, and binary trees.
#include <pagurus_gc.h>

#include "benchmarks/concurrency/pagurus/works.h"

struct object {
  struct object PAG_REF* next;
  long number;
};
static const uint64_t first_word[64] = {1};
static pag_type long_type = {sizeof(long), NULL, "long", NULL, {0, 0}};

// What was allocated last lives.
enum { kRing = 1024 };
static struct object PAG_REF* ring[kRing];

void alloc_objects(long size, long count) {
  static pag_type type = {0, first_word, "object", NULL, {0, 0}};
  struct stopwatch watch = {0, 0};
  type.size = (size_t)size;
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    struct object PAG_REF* object = (struct object PAG_REF*)pag_alloc(&type);
    object->number = i;
    ring[i % kRing] = object;
  }
  end(&watch);
  for (long i = count - 1; i >= 0 && i >= count - kRing; --i) {
    require(ring[i % kRing]->number == i, "object");
    require(ring[i % kRing]->next == 0, "zero");
  }
  report("time", count, &watch);
}

void alloc_array(long elements, long count) {
  static long PAG_REF* arrays[kRing];
  struct stopwatch watch = {0, 0};
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    long PAG_REF* array =
        (long PAG_REF*)pag_alloc_array(&long_type, (size_t)elements);
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
  struct tree PAG_REF* left;
  struct tree PAG_REF* right;
};
static const uint64_t both[] = {3};
static pag_type tree_type = {sizeof(struct tree), both, "tree", NULL, {0, 0}};

static struct tree PAG_REF* grow(long depth) {
  struct tree PAG_REF* t = (struct tree PAG_REF*)pag_alloc(&tree_type);
  if (depth > 0) {
    t->left = grow(depth - 1);
    t->right = grow(depth - 1);
  }
  return t;
}

static long size_of(struct tree PAG_REF* t) {
  return t->left == 0 ? 1 : 1 + size_of(t->left) + size_of(t->right);
}

void binary_trees(long unused, long depth) {
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  require(size_of(grow(depth + 1)) == (4L << depth) - 1, "the stretch tree");
  struct tree PAG_REF* lasting = grow(depth);
  for (long d = 4; d <= depth; d += 2) {
    const long trees = 1L << (depth - d + 4);
    long sum = 0;
    for (long i = 0; i < trees; ++i) sum += size_of(grow(d));
    require(sum == trees * ((2L << d) - 1), "the trees of one depth");
  }
  require(size_of(lasting) == (2L << depth) - 1, "the lasting tree");
  end(&watch);
  report("time", 1, &watch);
  report_bytes(1, peak_resident_bytes());
}
