// Every kind of entry that a function may have, reached by a pointer from
// managed code and from native code: on the main thread, where it is a
// callback, and on a thread that has never run managed code.
#include <pthread.h>
#include <search.h>
#include <setjmp.h>
#include <stdarg.h>

#include "common.h"

static volatile int zero;
static long log_sum;

NOINLINE static long Deep(int depth, long *above) {  // makes the stack move
  long here = depth;
  if (depth > 0) Deep(depth - 1, &here);
  *above += here;
  return here;
}

// No check, nothing of the thread's state: native code calls it as it is.
static int Leaf(const void *a, const void *b) {
  return (*(const int *)a > *(const int *)b) -
         (*(const int *)a < *(const int *)b);
}

// The same, with a leaf routine in it.
static int LeafRoutine(const void *a, const void *b) {
  char x[4], y[4];
  for (int i = 0; i < 4; i++) {
    x[i] = (char)(*(const int *)a >> (24 - 8 * i));
    y[i] = (char)(*(const int *)b >> (24 - 8 * i));
  }
  return memcmp(x, y, sizeof x + zero);
}

// A check that is its own mark.
static int Small(const void *a, const void *b) {
  long sum = 0;
  Deep(20, &sum);
  log_sum += sum;
  return Leaf(a, b);
}

// A check that begins with no mark.
static int Large(const void *a, const void *b) {
  volatile char room[3000];
  long sum = 0;
  room[zero] = 1;
  Deep(room[zero] + 20, &sum);
  log_sum += sum + room[zero];
  return Leaf(a, b);
}

// No call, but no check would be wrong.
static int LargeLeaf(const void *a, const void *b) {
  volatile int room[500];
  room[zero + 7] = *(const int *)a;
  room[zero + 400] = *(const int *)b;
  return (room[zero + 7] > room[zero + 400]) -
         (room[zero + 7] < room[zero + 400]);
}

// A pinned local: the arena is the thread's state.
static int *volatile kept;
static int Pinned(const void *a, const void *b) {
  int x[2] = {*(const int *)a, *(const int *)b};
  kept = x;
  return (kept[0] > kept[1]) - (kept[0] < kept[1]);
}

// A jump into a function that has a check.
NOINLINE static int Target(const void *a, const void *b) { return Small(a, b); }
static int Jump(const void *a, const void *b) { return Target(b, a); }

// Variadic, with and without use for what r10 says.
static int Variadic(const void *a, ...) {
  va_list list;
  va_start(list, a);
  const void *b = va_arg(list, const void *);
  va_end(list);
  return Small(a, b);
}
static int VariadicLeaf(const void *a, ...) { return *(const int *)a & 1; }

// Weak: another object may bring another one, and it has no second name.
__attribute__((weak)) int Weak(const void *a, const void *b) {
  return Small(a, b);
}

// Returns twice.
static int Returns(const void *a, const void *b) {
  jmp_buf buf;
  volatile int turns = 0;
  if (setjmp(buf) == 0) {
    turns++;
    longjmp(buf, 1);
  }
  return turns == 1 ? Small(a, b) : 0;
}

typedef int (*Compare)(const void *, const void *);
static Compare const compares[] = {
    Leaf, LeafRoutine, Small, Large, LargeLeaf, Pinned, Jump, Weak, Returns,
};
#define COMPARES (sizeof compares / sizeof *compares)

static void Fill(int *v) {
  for (int i = 0; i < 40; i++) v[i] = i * 37 % 41;
}

// From managed code, in a loop that moves the stack between the calls.
NOINLINE static long Insertion(int *v, Compare volatile compare) {
  long moved = 0;
  for (int i = 1; i < 40; i++) {
    for (int j = i; j > 0 && compare(&v[j - 1], &v[j]) > 0; j--) {
      int t = v[j];
      v[j] = v[j - 1], v[j - 1] = t;
      moved++;
    }
    long sum = 0;
    if (i % 8 == 0) Deep(200, &sum);
    moved += sum % 7;
  }
  return moved;
}

static void Print(const char *who, size_t n, const int *v, long extra) {
  printf("%s %zu: %d %d %d %d, %ld\n", who, n, v[0], v[1], v[20], v[39], extra);
}

static void *OnAThread(void *arg) {
  int *v = arg;
  qsort(v, 40, sizeof *v, compares[v[40]]);
  return v;
}
static void *LeafThread(void *arg) { return arg; }
static void *LargeThread(void *arg) {
  volatile char room[5000];
  room[zero + 4000] = 5;
  long sum = room[zero + 4000];
  Deep(30, &sum);
  *(long *)arg = sum;
  return arg;
}

int main(void) {
  int v[41];
  for (size_t i = 0; i < COMPARES; i++) {
    Fill(v);
    long moved = Insertion(v, compares[i]);
    Print("pointer", i, v, moved);
    Fill(v);
    qsort(v, 40, sizeof *v, compares[i]);
    Print("native", i, v, compares[i](&v[0], &v[1]));
    Fill(v);
    v[40] = (int)i;
    pthread_t thread;
    void *result;
    if (pthread_create(&thread, NULL, OnAThread, v) != 0) return 1;
    pthread_join(thread, &result);
    Print("thread", i, result, 0);
  }
  // Only the C library calls these by a type that is not theirs.
  Fill(v);
  qsort(v, 40, sizeof *v, (Compare)Variadic);
  Print("variadic", 0, v, Variadic(&v[0], &v[1]));
  int key = 9;
  size_t n = 40;
  int *found = lfind(&key, v, &n, sizeof *v, (Compare)VariadicLeaf);
  printf("%d %d\n", found != NULL, VariadicLeaf(&key, v));
  void *(*const starts[])(void *) = {LeafThread, LargeThread};
  for (int i = 0; i < 2; i++) {
    long value = i;
    pthread_t thread;
    void *result = NULL;
    if (pthread_create(&thread, NULL, starts[i], &value) != 0) return 1;
    pthread_join(thread, &result);
    printf("start %d: %d %ld\n", i, result == &value, value);
  }
  printf("%d\n", log_sum != 0);
}
