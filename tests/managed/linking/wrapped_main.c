// ld's --wrap: calls of Wrapped and malloc go to __wrap_…, which call __real_….
#include "../programs/common.h"

int Wrapped(int depth, int *p);

int main(void) {
  int x = 1;
  printf("%d ", Wrapped(100, &x));
  printf("%d\n", x);
  char *p = malloc(10);
  p[0] = 'm';
  printf("%c\n", p[0]);
  free(p);
  return 0;
}
