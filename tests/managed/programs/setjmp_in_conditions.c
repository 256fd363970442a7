// setjmp where C allows it: in if, switch, while and comparisons, several in
// one function, and buffers in arrays, on the heap and in the caller's frame.
#include <setjmp.h>

#include "common.h"

typedef struct {
  jmp_buf env[3];
  int n;
} Table;

NOINLINE static void Jump(jmp_buf env, int depth, int code) {
  int local[3] = {depth, code, 0};
  if (depth == 0) longjmp(env, local[1]);
  Jump(env, depth - 1, local[1]);
  local[2]++;
}
NOINLINE static int Switch(Table *t) {
  volatile int trace = 0;
  switch (setjmp(t->env[0])) {
    case 0:
      trace = trace * 10 + 1;
      Jump(t->env[0], 30, 2);
      break;
    case 2:
      trace = trace * 10 + 2;
      Jump(t->env[0], 60, 3);
      break;
    case 3:
      trace = trace * 10 + 3;
      Jump(t->env[0], 5, 9);
      break;
    default:
      trace = trace * 10 + 4;
      break;
  }
  return trace;
}
NOINLINE static int While(jmp_buf *heap) {
  volatile int n = 0;
  while (setjmp(*heap) < 5) {
    n++;
    Jump(*heap, n * 20, n);
  }
  if (!setjmp(*heap)) {
    n += 100;
    Jump(*heap, 3, 1);
  } else {
    n += 1000;
  }
  if (setjmp(*heap) == 0) Jump(*heap, 4, 1);
  return n;
}
NOINLINE static int Several(Table *t, int *outer) {
  int locals[5] = {1, 2, 3, 4, 5};
  int *p = &locals[*outer % 5];
  volatile int state = 0;
  if (setjmp(t->env[0]) == 0) {
    if (setjmp(t->env[1]) == 0) {
      if (setjmp(t->env[2]) == 0) {
        state |= 1;
        Jump(t->env[1], 50, 1);
      }
      state |= 8;
      Jump(t->env[0], 10, 1);
    }
    state |= 2;
    if (!(state & 8)) Jump(t->env[2], 5, 1);
  }
  state |= 4;
  Dig(20, 1);
  return state * 100 + *p + locals[4];
}

int main(void) {
  Table table;
  jmp_buf *heap = malloc(sizeof *heap);
  printf("%d\n", Switch(&table));
  printf("%d\n", While(heap));
  for (int i = 0; i < 5; i++) printf("%d ", Several(&table, &i));
  printf("\n%u\n", Dig(400, 1));
  free(heap);
  return 0;
}
