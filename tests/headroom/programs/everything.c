// One call of each kind that leads through the runtime's assembly.
#include <pagurus.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int (*volatile print)(const char *, ...) = printf;
static jmp_buf place;
static sigjmp_buf other_place;
static pag_waitgroup working = PAG_INIT;

__attribute__((noinline)) static int Compare(const void *a, const void *b) {
  return *(const int *)a - *(const int *)b;
}
static void Work(void *arg) {
  int numbers[] = {3, 1, 2};
  qsort(numbers, 3, sizeof *numbers, Compare);
  print("%d %d %d %s\n", numbers[0], numbers[1], numbers[2], (char *)arg);
  pag_yield();
  pag_waitgroup_done(&working);
  pag_goexit();
}
int main(int argc, char **argv) {
  char text[64];
  strcpy(text, argv[argc - 1]);
  pag_waitgroup_add(&working, 1);
  pag_go(Work, "work");
  if (setjmp(place) == 0) longjmp(place, 1);
  if (sigsetjmp(other_place, 1) == 0) siglongjmp(other_place, 1);
  pag_waitgroup_wait(&working);
  long double root = 2;
  for (int i = 0; i < argc; i++) root = __builtin_powl(root, 0.5L);
  printf("%zu %d\n", strlen(text) * 0, root > 1);
  return 0;
}
