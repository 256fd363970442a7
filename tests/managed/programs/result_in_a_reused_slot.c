// wasmtime#13461: the place of an argument that dies in a call is given to the
// call's result.  A pointer to a local walks along: each call takes it and
// returns the next one, so old and new have the same home at the same call.
#include "common.h"

typedef struct Node {
  struct Node *next;
  long value;
} Node;

NOINLINE static Node *Step(Node *node, int depth) {
  if (depth) {
    Node *same = Step(node, depth - 1);
    return depth & 1 ? same : same + 0;
  }
  return node->next;
}

NOINLINE static Node *Other(Node *node, Node **left) {
  Node *old = *left;
  *left = node;
  Dig(2, 3);
  return old;
}

NOINLINE static long Walk(int depth) {
  Node nodes[6];
  for (int i = 0; i < 6; i++) {
    nodes[i].next = &nodes[(i + 2) % 6];
    nodes[i].value = depth * 10 + i;
  }
  Node *p = nodes + (Opaque(depth) & 3);
  Node *left = nodes + 5;
  long sum = 0;
  for (int i = 0; i < 9; i++) {
    p = Step(p, i & 3);
    sum = sum * 3 + p->value;
    p = Other(p, &left);
    p = p->next;
  }
  sum += p->value + left->value;
  return depth ? sum + Walk(depth - 1) + p->value : sum;
}

int main(void) {
  for (int depth = 0; depth < 40; depth += 3) printf("%ld\n", Walk(depth));
  return 0;
}
