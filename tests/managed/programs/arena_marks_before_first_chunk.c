// A goroutine whose first pinned memory is a variable-length array, or whose
// first mark is setjmp's: given back to a mark from before the arena had a
// chunk, the arena must not take that for room in the chunk it has now.
#include <pagurus.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#define NOINLINE __attribute__((noinline))

static void Fill(char* p, int n) { memset(p, n & 63, 30); }
static void (*volatile fill)(char*, int) = Fill;
static jmp_buf buffer;
static long total;
static int running;

NOINLINE static long Arrays(int n) {
  long sum = 0;
  for (int i = 1; i < n; i++) {
    char array[i * 370 + 40];
    fill(array, i);
    sum += array[i % 30];
  }
  return sum;
}

NOINLINE static void Throw(int n) {
  char array[900];
  fill(array, n);
  if (n == 0) longjmp(buffer, 1);
  Throw(n - 1);
  fill(array, n);
}

NOINLINE static long Catch(int n) {
  if (!setjmp(buffer)) Throw(n);
  return Arrays(n);
}

static void FirstArrays(void* unused) {
  (void)unused;
  total += Arrays(60) + Arrays(3) + Arrays(200);
  running--;
}

static void FirstCatch(void* unused) {
  (void)unused;
  total += Catch(5) + Catch(100) + Catch(1) + Arrays(50) + Catch(20);
  running--;
}

int main(void) {
  for (int i = 0; i < 20; i++) {
    pag_go(i & 1 ? FirstArrays : FirstCatch, NULL);
    running++;
  }
  while (running != 0) pag_yield();
  printf("%ld\n", total);
  return 0;
}
