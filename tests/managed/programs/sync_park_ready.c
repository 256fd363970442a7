// A stack and a lock of the program's own over pag_park: guards that a ready
// which comes before the park is not lost, that old tickets do nothing, that a
// timeout and a ready do not both count, and that the cancel function runs.
// PROCS: 1 2 4
#include "common.h"
#include "pagurus.h"

// --- A mailbox: who takes from the empty one parks -------------------------

typedef struct Taker {
  pag_ticket ticket;
  struct Taker *next;
  int withdrawn;
} Taker;
static struct {
  pag_mutex mutex;
  uintptr_t letters[128];
  int count;
  Taker *takers;
} box;

static void Put(uintptr_t letter) {
  pag_mutex_lock(&box.mutex);
  while (box.takers) {
    Taker *t = box.takers;
    box.takers = t->next;
    if (pag_ready(&t->ticket, letter)) {
      pag_mutex_unlock(&box.mutex);
      return;
    }
  }
  box.letters[box.count++] = letter;
  pag_mutex_unlock(&box.mutex);
}

static void Withdraw(void *argument) { ((Taker *)argument)->withdrawn = 1; }

// 0: none came in time.
NOINLINE static uintptr_t Take(int64_t ns, int depth) {
  if (depth > 0) {
    uintptr_t letter = Take(ns, depth - 1);
    return letter + (uintptr_t)depth - (uintptr_t)depth;
  }
  Taker *mine = calloc(1, sizeof *mine);
  pag_mutex_lock(&box.mutex);
  uintptr_t letter = 0;
  if (box.count > 0) {
    letter = box.letters[--box.count];
    pag_mutex_unlock(&box.mutex);
  } else {
    pag_park_prepare(&mine->ticket);
    mine->next = box.takers;
    box.takers = mine;
    pag_mutex_unlock(&box.mutex);
    letter = pag_park(&mine->ticket, ns, Withdraw, mine);
    pag_mutex_lock(&box.mutex);
    for (Taker **t = &box.takers; *t; t = &(*t)->next) {
      if (*t == mine) {
        *t = mine->next;
        break;
      }
    }
    pag_mutex_unlock(&box.mutex);
    if (mine->withdrawn != (letter == 0)) letter = 1000000;
  }
  free(mine);
  return letter;
}

static pag_waitgroup all;
static unsigned long sum, taken;

static void Takes(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int got = 0; got < 20;) {
    uintptr_t letter = Take(id % 2 ? 3000 : -1, id * 4 + got % 7);
    if (letter == 0) continue;
    got++;
    __atomic_fetch_add(&sum, letter, __ATOMIC_RELAXED);
    __atomic_fetch_add(&taken, 1, __ATOMIC_RELAXED);
  }
  pag_waitgroup_done(&all);
}

static void Puts(void *argument) {
  int id = (int)(intptr_t)argument;
  for (int i = 0; i < 30; i++) {
    Put((uintptr_t)(id * 100 + i + 1));
    if (i % 3 == id % 3) pag_yield();
  }
  pag_waitgroup_done(&all);
}

// --- Tickets by themselves --------------------------------------------------

static pag_ticket stale;
static void Leaves(void *argument) {
  (void)argument;
  pag_park_prepare(&stale);
  pag_waitgroup_done(&all);
}

static int cancelled;
static void Cancel(void *argument) { *(int *)argument += 1; }

int main(void) {
  pag_waitgroup_add(&all, 10);
  for (int i = 0; i < 6; i++) pag_go(Takes, (void *)(intptr_t)i);
  for (int i = 0; i < 4; i++) pag_go(Puts, (void *)(intptr_t)i);
  pag_waitgroup_wait(&all);
  printf("%lu letters, sum %lu\n", taken, sum);

  pag_ticket ticket;
  pag_park_prepare(&ticket);
  printf("%d ", pag_ready(&ticket, 41));
  printf("%d ", pag_ready(&ticket, 42));
  printf("%d\n", (int)pag_park(&ticket, -1, Cancel, &cancelled));
  pag_ticket old = ticket;
  pag_park_prepare(&ticket);
  printf("%d ", pag_ready(&old, 43));
  printf("%d ", (int)pag_park(&ticket, 5000, Cancel, &cancelled));
  printf("%d %d\n", pag_ready(&ticket, 44), cancelled);

  pag_waitgroup_add(&all, 1);
  pag_go(Leaves, NULL);
  pag_waitgroup_wait(&all);
  while (pag_num_goroutines() != 1) pag_yield();
  printf("%d %u\n", pag_ready(&stale, 45), Dig(200, 3));
  return 0;
}
