// Which weak definition wins depends on the order of the files; all callers
// must reach the same one, on the goroutine's stack (it grows).
#include "../programs/common.h"

int From_one(int, int *), From_two(int, int *), From_three(int, int *);
int Chosen(int, int *, int);

int main(void) {
  int x = 1;
  printf("%d ", From_one(50, &x));
  printf("%d ", From_two(60, &x));
  printf("%d ", From_three(70, &x));
  printf("%d ", Chosen(100, &x, 3));
  printf("%d\n", x);
  return 0;
}
