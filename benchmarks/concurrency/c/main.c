// What calls cost in C: the floor for native_call and managed_callback; and
// copying into fresh memory, which is most of what moving a large stack costs.
#include "benchmarks/concurrency/c/growth.h"
#include "benchmarks/concurrency/c/native.h"
#include "benchmarks/concurrency/harness.h"
#include "benchmarks/concurrency/recursion.h"

static void native_call(long unused, long count) {
  struct stopwatch watch = {0, 0};
  long calls = 0;
  (void)unused;
  begin(&watch);
  for (long i = 0; i < count; ++i) native_count(&calls);
  end(&watch);
  require(calls == count, "calls");
  report("time", count, &watch);
}

// The same as in ../pagurus/managed_callback.c.
__attribute__((noinline)) static long next(const long* calls) {
  return *calls + 1;
}
static void callback(void* arg) {
  long* calls = arg;
  *calls = next(calls);
  *calls = next(calls) - 1;
}

static void managed_callback(long unused, long count) {
  struct stopwatch watch = {0, 0};
  long calls = 0;
  (void)unused;
  begin(&watch);
  native_call_back(callback, &calls, count);
  end(&watch);
  require(calls == count, "calls");
  report("time", count, &watch);
}

static void stack_double_copy(long unused, long count) {
  struct stopwatch watch = {0, 0};
  const size_t bytes = 32 << 20;
  char* from = malloc(bytes);
  (void)unused;
  require(from != NULL, "malloc");
  memset(from, 1, bytes);
  for (long i = 0; i < count; ++i) {
    begin(&watch);
    char* volatile to = malloc(bytes);
    require(to != NULL, "malloc");
    memcpy(to, from, bytes);
    end(&watch);
    require(to[i] == 1, "the copy");
    free(to);
  }
  free(from);
  report("time", count, &watch);
}

int main(int argc, char** argv) {
  static const struct work works[] = {
      {"native_call", native_call, 0},
      {"managed_callback", managed_callback, 0},
      FRESH_GROWTH_WORKS(growth){"prologue_fib", prologue_fib, 0},
      {"stack_double_copy", stack_double_copy, 0},
      {NULL, NULL, 0},
  };
  return run_work(works, argc, argv);
}
