// FLAGS: -std=gnu11 -Wno-everything
// Legal C that looks wrong: Duff's device, jumps into scopes, switch without
// braces, commas, nested conditional lvalues, negative indices, arrays indexed
// backwards, pointers to arrays, goto out of nested statement expressions.
#include "common.h"

NOINLINE static int One(void) { return (int)(Dig(2, 1) & 0) + 1; }

NOINLINE static void Duff(char *to, const char *from, int count) {
  int n = (count + 3) / 4;
  switch (count % 4) {
    case 0:
      do {
        *to++ = *from++;
        One();
        case 3:
          *to++ = *from++;
        case 2:
          *to++ = *from++;
          One();
        case 1:
          *to++ = *from++;
      } while (--n > 0);
  }
}
NOINLINE static int Jump(int k) {
  int sum = 0, *p = &sum;
  if (k & 1) goto inside;
  {
    int local;
  inside:
    local = k * One();
    p = &local;
    sum += *p;
    if (--k > 0) goto inside;
    p = &sum;
  }
  return sum + *p;
}
NOINLINE static int Expression(int x) {
  int a = 1, b = 2;
  *(x ? &a : &b) = One() + 4;
  int c = ({
    int t = a * 10;
    if (x > 3) goto out;
    t + One();
  });
  return c + b;
out:
  return -a;
}
NOINLINE static int Negative(void) {
  int array[9];
  int *middle = array + 4;
  for (int i = -4; i <= 4; i++) middle[i] = i * One();
  for (int i = 0; i < 9; i++) i[array] += One();
  int sum = 0;
  for (int *p = array + 9; p-- > array;) sum = sum * 3 + *p;
  int(*whole)[9] = &array;
  return sum + (*whole)[2] + (int)(sizeof *whole / sizeof **whole);
}
NOINLINE static int Empty(void) { return ((void)One(), (One(), 3)); }
NOINLINE static unsigned Shadow(unsigned x) {
  unsigned r = x;
  for (unsigned x = 0; x < 3; x++) {
    unsigned y = x;
    for (unsigned x = y; x < 5; x++) {
      unsigned r2 = r;
      {
        unsigned r = r2 + x;
        r2 = r;
      }
      r = r2 * 2 + (unsigned)One();
    }
  }
  return r + x;
}
static int Many(int a), Many(int a);
static int Many(a)
int a;
{
  return a + One();
}

typedef struct {
  int n;
  char data[];
} Flexible;

int main(argc, argv)
int argc;
char **argv;
{
  char from[] = "seventeen letters", to[20] = {0};
  Duff(to, from, 17);
  puts(to);
  printf("%d %d\n", Jump(1), Jump(4));
  printf("%d %d\n", Expression(1), Expression(9));
  printf("%d %d %u %d\n", Negative(), Empty(), Shadow(2), Many(4));
  union {
    Flexible f;
    char room[sizeof(Flexible) + 8];
  } u;
  u.f.n = 5;
  memcpy(u.f.data, "flex", 5);
  Dig(300, 1);
  printf("%d %s %d %d\n", u.f.n, u.f.data, argc, argv[argc] == NULL);
  return One() - 1;
}
