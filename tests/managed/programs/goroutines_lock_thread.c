// Thread-local variables of a goroutine that is locked to its thread stay its
// own, also when it waits; locks nest; main can be set free: guards that a
// locked goroutine never runs elsewhere and nobody else runs in its place.
// PROCS: 1 2 4
// NOSCHED:
#include "common.h"
#include "pagurus.h"

static _Thread_local int own;
static pag_waitgroup all;
static pag_semaphore turns = PAG_SEMAPHORE_INIT(2);
static int wrong;

static int *OwnHere(void) { return &own; }
// Called through this, or compilers would keep the address of a thread that it
// ran on before.
static int *(*volatile Own)(void) = OwnHere;

// The reference build has one thread for all.
static int IsNot(int expected) {
#ifdef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_H_
  return (void)expected, 0;
#else
  return *Own() != expected;
#endif
}

static void Locked(void *argument) {
  const int id = (int)(intptr_t)argument;
  pag_lock_thread();
  pag_lock_thread();
  pag_unlock_thread();  // still locked
  *Own() = id;
  for (int i = 0; i < 20; i++) {
    pag_semaphore_acquire(&turns);
    Dig((unsigned)(id + i), 1);
    if (i % 3 == 0) pag_yield();
    if (IsNot(id)) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    if (i % 7 == 0) pag_sleep(1000);
    pag_semaphore_release(&turns, 1);
    if (IsNot(id)) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
  }
  *Own() = 0;
  if (id % 2) pag_unlock_thread();
  pag_waitgroup_done(&all);
}

static void Free(void *argument) {
  for (int i = 0; i < 20; i++) {
    Dig((unsigned)(intptr_t)argument, 1);
    if (IsNot(0)) __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
    pag_yield();
  }
  pag_unlock_thread();  // was not locked
  pag_waitgroup_done(&all);
}

static void Run(void) {
  pag_waitgroup_add(&all, 10);
  for (int i = 0; i < 10; i++)
    pag_go(i % 2 ? Locked : Free, (void *)(intptr_t)(i + 1));
  pag_waitgroup_wait(&all);
}

int main(void) {
  *Own() = 100;
  Run();
  printf("%d %d\n", IsNot(100), wrong);
  *Own() = 0;
  pag_unlock_thread();
  Run();
  printf("%d %u\n", wrong, Dig(200, 3));
  return 0;
}
