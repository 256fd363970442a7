// alloca: accumulates until the function returns, in loops, mixed with arrays
// of variable length, in recursion, and with a list threaded through the
// blocks.
#include <alloca.h>

#include "common.h"

typedef struct Node {
  struct Node *next;
  int value;
} Node;

NOINLINE static unsigned List(int n) {
  Node *head = NULL;
  for (int i = 0; i < n; i++) {
    Node *node = alloca(sizeof(Node) + (size_t)(i % 5) * 8);
    node->next = head;
    node->value = i + (int)(Dig(1, 3) & 1);
    head = node;
  }
  unsigned sum = 0;
  for (Node *p = head; p; p = p->next) sum = sum * 3 + (unsigned)p->value;
  return sum;
}

NOINLINE static unsigned Recurse(int depth, char *outer, size_t size) {
  char *copy = alloca(size + 8);
  memcpy(copy, outer, size);
  memset(copy + size, depth, 8);
  unsigned below = depth ? Recurse(depth - 1, copy, size + 8) : 1;
  for (size_t i = 0; i < size + 8; i++)
    below = below * 3 + (unsigned char)copy[i];
  return below;
}

NOINLINE static unsigned Mixed(int n) {
  unsigned sum = 0;
  char *kept = NULL;
  for (int i = 0; i < n; i++) {
    if (i % 10 == 0) {
      kept = alloca(32);
      memset(kept, i, 32);
    }
    char vla[i + 1];
    memset(vla, i + 1, (size_t)i + 1);
    sum = sum * 5 + (unsigned char)vla[i] + (unsigned char)kept[31];
  }
  return sum;
}

NOINLINE static unsigned Aligned(int n) {
  unsigned wrong = 0;
  for (int i = 0; i < n; i++) {
    char *p = __builtin_alloca_with_align((size_t)(i % 40), 1024 * 8);
    char *q = alloca(0);
    wrong += (uintptr_t)p % 1024 != 0;
    (void)q;
    if (i % 40) memset(p, i, (size_t)(i % 40));
    Dig(2, 1);
    if (i % 40 && p[i % 40 - 1] != (char)i) wrong++;
  }
  return wrong;
}

int main(void) {
  printf("%u\n", Aligned(60));
  printf("%u\n", List(3000));
  char seed[8] = "pagurus";
  printf("%u\n", Recurse(150, seed, 8));
  printf("%u\n", Mixed(200));
  for (int i = 0; i < 200; i++) List(50);
  printf("%u\n", List(10) + Dig(700, 1));
  return 0;
}
