// Many goroutines allocate faster than the collector marks, and all that they
// make lives: they wait for it.  They park, so their threads run the others, and
// there is no thread for each that waits.
// PROCS: 1 2 4
// STRESS: stressmove=100
#include <dirent.h>
#include <pagurus.h>
#include <pagurus_gc.h>

#include "common.h"

enum { kGoroutines = 200, kNodes = 3000, kThreads = 40 };

struct node {
  struct node PAG_REF *next;
  long number;
  long rest[6];
};
static const uint64_t node_refs[] = {1};
static pag_type node_type = {sizeof(struct node), node_refs, "node"};

static pag_waitgroup made, done;
static pag_chan *go_on;
static long wrong;

static void make(void *arg) {
  struct node PAG_REF *list = 0;
  for (long i = 0; i < kNodes; i++) {
    struct node PAG_REF *n = (struct node PAG_REF *)pag_alloc(&node_type);
    n->next = list;
    n->number = (long)arg + i;
    list = n;
  }
  pag_waitgroup_done(&made);
  long element;
  pag_chan_recv(go_on, &element);
  long found = kNodes;
  for (; list != 0; list = list->next) {
    if (list->number != (long)arg + --found) break;
  }
  if (found != 0) __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
  pag_waitgroup_done(&done);
}

static int threads(void) {
  DIR *folder = opendir("/proc/self/task");
  int n = 0;
  if (folder == NULL) return -1;
  while (readdir(folder) != NULL) n++;
  closedir(folder);
  return n;
}

int main(void) {
  go_on = pag_chan_make(sizeof(long), 0);
  pag_waitgroup_add(&made, kGoroutines);
  pag_waitgroup_add(&done, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(make, (void *)(i * kNodes));
  pag_waitgroup_wait(&made);
  const int n = threads();
  pag_chan_close(go_on);
  pag_waitgroup_wait(&done);
  printf("%ld wrong, %s, %u\n", wrong,
         n < kThreads ? "few threads" : "many threads", Dig(100, 1));
  return 0;
}
