// Jumping back into one setjmp over and over, in a frame that holds pointers to
// its own locals, an array and a loop counter in a register of its own.
#include <setjmp.h>

#include "common.h"

NOINLINE static void Fail(jmp_buf *env, int depth, int code) {
  int local[8] = {depth, code};
  if (depth <= 0) longjmp(*env, code);
  Fail(env, depth - local[0] % 7 - 1, local[1]);
  local[2]++;
}

NOINLINE static uint64_t Retry(int times) {
  jmp_buf env;
  volatile int attempt = 0;
  int data[16];
  for (int i = 0; i < 16; i++) data[i] = i * i;
  int *const first = &data[0];
  int *const last = &data[15];
  volatile uint64_t hash = 0;
  int code = setjmp(env);
  for (int *p = first; p <= last; p++) hash = Mix(hash, (uint64_t)(*p + code));
  attempt++;
  if (attempt <= times) Fail(&env, attempt * 20, attempt);
  return hash + (uint64_t)(last - first);
}

int main(void) {
  for (int i = 0; i < 20; i += 3)
    printf("%llx\n", (unsigned long long)Retry(i));
  printf("%u\n", Dig(300, 1));
  return 0;
}
