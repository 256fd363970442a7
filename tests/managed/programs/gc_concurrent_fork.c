// fork, while goroutines allocate and a collection may be running: the child
// has no collector, and no collection that is half done, and collects.
// PROCS: 1 2
#include <pagurus.h>
#include <pagurus_gc.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"

struct node {
  struct node PAG_REF *next;
  long number;
};
static const uint64_t refs[] = {1};
static pag_type type = {sizeof(struct node), refs, "node"};
typedef struct node PAG_REF *node_ref;

enum { kForks = 5, kRounds = 60 };
static pag_waitgroup group;
static int wrong;

static node_ref list(long n) {
  node_ref first = 0;
  while (n-- > 0) {
    node_ref l = (node_ref)pag_alloc(&type);
    l->next = first;
    l->number = n;
    first = l;
  }
  return first;
}

static int is_list(node_ref l, long n) {
  long i = 0;
  for (; l != 0; l = l->next) {
    if (l->number != i++) return 0;
  }
  return i == n;
}

static void churn(void *argument) {
  (void)argument;
  Dig(30, 1);
  node_ref keep = list(300);
  for (int i = 0; i < kRounds; i++) {
    if (!is_list(list(50), 50)) __atomic_fetch_add(&wrong, 1, 5);
    pag_yield();
  }
  if (!is_list(keep, 300)) __atomic_fetch_add(&wrong, 1, 5);
  pag_waitgroup_done(&group);
}

NOINLINE static int child(node_ref before) {
  node_ref l = list(200);
  pag_collect();
  for (int i = 0; i < 5; i++) list(200);
  pag_collect();
  return is_list(l, 200) && is_list(before, 100) ? 0 : 1;
}

int main(void) {
  pag_set_gc_percent(1);
  pag_waitgroup_add(&group, 2);
  for (long i = 0; i < 2; i++) pag_go(churn, 0);
  node_ref before = list(100);
  for (int i = 0; i < kForks; i++) {
    fflush(stdout);
    const pid_t pid = fork();
    if (pid == 0) _exit(child(before));
    int status = -1;
    waitpid(pid, &status, 0);
    if (status != 0) __atomic_fetch_add(&wrong, 1, 5);
    pag_yield();
  }
  pag_waitgroup_wait(&group);
  printf("wrong: %d\n", wrong);
  return 0;
}
