// A list whose nodes are locals of recursive frames: each node's address
// escapes into the next one (pinned), through heap, globals and plain memory.
#include "common.h"

typedef struct Node {
  const struct Node *up;
  int value;
  int *counter;
} Node;

static const Node *global_top;
typedef struct {
  const Node *saved[4];
} Heap;

NOINLINE static uint64_t Walk(const Node *n) {
  uint64_t hash = 0;
  for (; n; n = n->up) {
    hash = Mix(hash, (uint64_t)n->value);
    ++*n->counter;
  }
  return hash;
}

NOINLINE static uint64_t Descend(const Node *up, int depth, Heap *heap) {
  int visits = 0;
  Node here = {up, depth * 7, &visits};
  const Node *old = global_top;
  global_top = &here;
  heap->saved[depth & 3] = &here;
  uint64_t hash;
  if (depth == 0) {
    hash = Walk(&here) ^ Walk(global_top);
    for (int i = 0; i < 4; i++)
      if (heap->saved[i]) hash = Mix(hash, Walk(heap->saved[i]));
  } else {
    hash = Descend(&here, depth - 1, heap);
  }
  global_top = old;
  heap->saved[depth & 3] = NULL;
  return Mix(hash, (uint64_t)visits);
}

int main(void) {
  Heap *heap = calloc(1, sizeof *heap);
  for (int depth = 1; depth <= 512; depth *= 8)
    printf("%llx\n", (unsigned long long)Descend(NULL, depth, heap));
  printf("%d\n", global_top == NULL);
  free(heap);
  return 0;
}
