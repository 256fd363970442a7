// Threads that wait with so much on their stacks: of fixed size, whose pages
// come when they are touched; with GCC's -fsplit-stack in segments that come
// and go.
//
//   PROGRAM BYTES COUNT
//
// A thread's memory in the kernel is not counted.
#define _GNU_SOURCE
#include "benchmarks/study/depths.h"

#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifdef __SPLIT_STACK__
#define OWN_STACK __attribute__((noinline, no_split_stack))
enum { kStack = 32 << 10 };
#else
#define OWN_STACK __attribute__((noinline))
enum { kStack = 256 << 10 };
#endif

static int gates[3];  // 1: open
static long arrived;

// A system call by hand: there may be no room for the C library's.
OWN_STACK static long futex(int* word, int operation, long value) {
  register long r10 __asm__("r10") = 0;
  long result = SYS_futex;
  __asm__ volatile("syscall"
                   : "+a"(result)
                   : "D"(word), "S"(operation), "d"(value), "r"(r10)
                   : "rcx", "r11", "memory");
  return result;
}

OWN_STACK static void wait_at(int* gate) {
  __atomic_fetch_add(&arrived, 1, __ATOMIC_SEQ_CST);
  while (__atomic_load_n(gate, __ATOMIC_ACQUIRE) == 0) {
    futex(gate, FUTEX_WAIT_PRIVATE, 0);
  }
}

OWN_STACK static void wait_deep(void) { wait_at(&gates[0]); }

__attribute__((noinline)) static void down(long levels) {
  volatile char frame[ARRAY_BYTES];
  frame[levels & 31] = 1;
  if (levels == 0) {
    wait_deep();
  } else {
    down(levels - 1);
  }
  if (frame[levels & 31] != 1) __builtin_trap();
}

OWN_STACK static void* sink(void* levels) {
  down((long)levels);
  wait_at(&gates[1]);
  return NULL;
}

static void until_all(long count) {
  while (__atomic_load_n(&arrived, __ATOMIC_SEQ_CST) != count) usleep(1000);
  __atomic_store_n(&arrived, 0, __ATOMIC_SEQ_CST);
  usleep(10000);
}

static void open_gate(int* gate) {
  __atomic_store_n(gate, 1, __ATOMIC_SEQ_CST);
  futex(gate, FUTEX_WAKE_PRIVATE, INT_MAX);
}

int main(int argc, char** argv) {
  const struct depths task = read_depths(argc, argv);
  pthread_t* threads = calloc((size_t)task.count, sizeof *threads);
  pthread_attr_t attributes;
  require(threads != NULL, "memory");
  memset(threads, 1, (size_t)task.count * sizeof *threads);
  require(pthread_attr_init(&attributes) == 0, "attributes");
  require(pthread_attr_setstacksize(&attributes, kStack) == 0, "stack size");
  const long before = resident_bytes();
  for (long i = 0; i < task.count; ++i) {
    require(
        pthread_create(&threads[i], &attributes, sink, (void*)task.levels) == 0,
        "pthread_create");
  }
  until_all(task.count);
  const long deep = resident_bytes() - before;
  open_gate(&gates[0]);
  until_all(task.count);
  report_depths(&task, deep, resident_bytes() - before);
  open_gate(&gates[1]);
  for (long i = 0; i < task.count; ++i) pthread_join(threads[i], NULL);
  return 0;
}
