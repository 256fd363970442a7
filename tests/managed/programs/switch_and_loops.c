// Jump tables, irreducible loops, loops with many exits, nested loops with a
// call in the innermost and tracked pointers in every induction variable.
#include "common.h"

NOINLINE static int Step(int *state, int input) {
  switch (*state) {
    case 0:
      *state = input ? 3 : 1;
      return 1;
    case 1:
      *state = 2;
      return (int)(Dig(2, 1) & 0) + 2;
    case 2:
      *state = input * 2 % 7;
      return 3;
    case 3:
      *state = 6;
      break;
    case 4:
      *state = 5; /* fallthrough */
    case 5:
      *state += input;
      return 4;
    case 6:
      *state = 0;
      return Step(state, !input);
    default:
      *state = 0;
      return 7;
  }
  return 5;
}
NOINLINE static int Irreducible(int n) {
  int cell[2] = {n, 0};
  int *p = cell;
  if (n & 1) goto middle;
top:
  *p += 3;
  Dig(1, 1);
middle:
  cell[1] += *p & 7;
  p = p == cell ? cell + 1 : cell;
  if (--n > 0) {
    if (n % 3 == 0) goto middle;
    goto top;
  }
  return cell[0] * 100 + cell[1];
}
NOINLINE static long Cube(int n) {
  int a[10], b[10], c[10];
  for (int i = 0; i < 10; i++) a[i] = i, b[i] = i * 2, c[i] = i * 3;
  long sum = 0;
  for (int *p = a; p < a + n; p++)
    for (int *q = b + n; q-- > b;)
      for (int *r = c; r != c + n; ++r) {
        sum += *p * *q - *r;
        if ((*p + *q + *r) % 11 == 0) break;
        *r += (int)(Dig(1, 1) & 0) + 1;
        if (sum > 100000) return sum - (p - a) * 3 - (q - b) * 2 - (r - c);
      }
  return sum;
}

int main(void) {
  int state = 0;
  unsigned hash = 0;
  for (int i = 0; i < 300; i++)
    hash = hash * 31 + (unsigned)Step(&state, i % 3 == 1);
  printf("%u %d\n", hash, state);
  printf("%d %d\n", Irreducible(40), Irreducible(41));
  printf("%ld\n", Cube(9));
  printf("%u\n", Dig(500, 1));
  return 0;
}
