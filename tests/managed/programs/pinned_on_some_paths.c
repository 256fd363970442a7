// Locals whose addresses are kept in memory, needed on some paths only: the
// arena is taken where they are first used and given back on every way out, so
// each frame of a recursion must find its own locals as it left them, whichever
// path it and its callees took.
#include <stdio.h>
#include <string.h>

struct node {
  long value;
  long *where;       // into this or another frame's node
  struct node *up;   // the frame above that has one
};

static struct node *top;
static unsigned long checksum;

static void check_chain(void) {
  unsigned long n = 0;
  for (struct node *p = top; p != NULL; p = p->up) {
    n = n * 31 + (unsigned long)p->value;
    if (*p->where != p->value) printf("a node points elsewhere\n");
  }
  checksum = checksum * 7 + n;
}

// Alive from the beginning to the end as the source has it, used rarely.
__attribute__((noinline)) static long rarely(long depth) {
  struct node here;
  char text[24];
  long result = depth;
  if (depth % 3 == 0) {
    here.value = depth;
    here.where = &here.value;
    here.up = top;
    top = &here;
    sprintf(text, "frame %ld", depth);
  }
  if (depth > 0) result += rarely(depth - 1);
  check_chain();
  if (depth % 3 == 0) {
    char again[24];
    sprintf(again, "frame %ld", depth);
    if (strcmp(text, again) != 0) printf("'%s' is not '%s'\n", text, again);
    top = here.up;
  }
  return result;
}

// Several ways out of the part that needs the arena, and a tail call on the way
// that does not.
__attribute__((noinline)) static long early_exits(long n, long *sum) {
  if (n == 0) return *sum;
  if (n % 4 == 1) {
    *sum += 1;
    return early_exits(n - 1, sum);
  }
  char digits[32];
  int length = snprintf(digits, sizeof digits, "%ld", n * n);
  if (length == 3) return early_exits(n - 1, sum) + digits[0];
  for (int i = 0; i < length; i++) {
    if (digits[i] == '7') return early_exits(n - 1, sum) + i;
    *sum += digits[i] - '0';
  }
  long below = early_exits(n - 1, sum);
  char again[32];
  snprintf(again, sizeof again, "%ld", n * n);
  if (strcmp(digits, again) != 0) printf("%s is not %s\n", digits, again);
  return below + length;
}

// A cycle that is entered in two places: allocated once, not on every turn.
__attribute__((noinline)) static long two_ways_in(int right, long n) {
  long turns = 0;
  if (right) goto right;
left: {
  char text[32];
  snprintf(text, sizeof text, "left %ld", n);
  turns += (long)strlen(text);
}
  if (n-- <= 0) return turns;
right: {
  char text[32];
  snprintf(text, sizeof text, "right %ld", n);
  turns += (long)strlen(text);
}
  if (n-- > 0) goto left;
  return turns;
}

// Parts of one local, each used in another block, between calls that allocate.
struct parts {
  char name[16];
  long numbers[4];
  char tail[16];
};

__attribute__((noinline)) static long parts(int which, long n) {
  struct parts p;
  memset(&p, 0, sizeof p);
  snprintf(p.name, sizeof p.name, "n%ld", n);
  switch (which % 3) {
    case 0:
      snprintf(p.tail, sizeof p.tail, "t%ld", n);
      break;
    case 1:
      if (sscanf("17 4", "%ld %ld", &p.numbers[1], &p.numbers[3]) != 2) return -1;
      break;
    default:
      snprintf(p.name, sizeof p.name, "again %ld", n);
      sscanf(p.name, "again %ld", &p.numbers[2]);
  }
  if (n > 0) p.numbers[0] = parts(which + 1, n - 1);
  long sum = p.numbers[0] + p.numbers[1] * 3 + p.numbers[2] * 5 + p.numbers[3] * 7;
  for (char *c = p.name; *c; c++) sum += *c;
  for (char *c = p.tail; *c; c++) sum += *c;
  return sum;
}

// A comparison whose operands are computed before the arena is taken.
__attribute__((noinline)) static long compared(const long *a, const long *b) {
  char text[32];
  if (*a < *b)
    snprintf(text, sizeof text, "%ld<%ld", *a, *b);
  else
    snprintf(text, sizeof text, "%ld>%ld", *a, *b);
  return text[0] + text[1] * 2L + (long)strlen(text);
}

int main(void) {
  long sum = 0;
  printf("%ld\n", rarely(400));
  printf("%ld\n", early_exits(300, &sum));
  printf("%ld %ld\n", two_ways_in(0, 50), two_ways_in(1, 51));
  printf("%ld\n", parts(0, 200));
  for (long i = -5; i < 5; i++) sum += compared(&i, &(long){i * i - 3});
  printf("%ld %lu\n", sum, checksum);
  return 0;
}
