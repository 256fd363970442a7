// Goroutines overwrite references as fast as they can, again and again the same
// ones, beside collections: each comes to its end, and what is noted takes no
// more memory than there are objects, however often they are overwritten.
// PROCS: 1 2 3
#include <pagurus.h>
#include <pagurus_gc.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common.h"

struct node {
  struct node PAG_REF *next;
  long number;
};
static const uint64_t refs[] = {1};
static pag_type node_type = {sizeof(struct node), refs, "node"};
static pag_type ref_type = {8, refs, "reference"};
typedef struct node PAG_REF *node_ref;

enum { kGoroutines = 2, kWords = 4096, kList = 30000, kCollections = 3 };
static node_ref PAG_REF *arrays[kGoroutines];
static node_ref list;
static pag_waitgroup group;
static int stop, wrong;

static node_ref make(long number, node_ref next) {
  node_ref n = (node_ref)pag_alloc(&node_type);
  n->number = number;
  n->next = next;
  return n;
}

static void reverse(void *argument) {
  node_ref PAG_REF *words = arrays[(long)argument];
  Dig(100, 1);
  while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
    for (long i = 0, j = kWords - 1; i < j; i++, j--) {
      node_ref n = words[i];
      words[i] = words[j];
      words[j] = n;
    }
  }
  long sum = 0;
  for (long i = 0; i < kWords; i++) sum += words[i]->number;
  if (sum != (long)kWords * (kWords - 1) / 2) {
    __atomic_fetch_add(&wrong, 1, __ATOMIC_RELAXED);
  }
  pag_waitgroup_done(&group);
}

// Some MB more than there are.
static void limit_memory(void) {
  long pages = 0;
  FILE *statm = fopen("/proc/self/statm", "r");
  if (statm == NULL || fscanf(statm, "%ld", &pages) != 1) abort();
  fclose(statm);
  const rlim_t bytes =
      (rlim_t)(pages * sysconf(_SC_PAGESIZE)) + ((rlim_t)192 << 20);
  const struct rlimit limit = {bytes, bytes};
  if (setrlimit(RLIMIT_AS, &limit) != 0) abort();
}

int main(void) {
  for (long k = 0; k < kGoroutines; k++) {
    arrays[k] = (node_ref PAG_REF *)pag_alloc_array(&ref_type, kWords);
    for (long i = 0; i < kWords; i++) arrays[k][i] = make(i, 0);
  }
  for (long i = 0; i < kList; i++) list = make(i, list);
  pag_collect();
  limit_memory();
  pag_waitgroup_add(&group, kGoroutines);
  for (long i = 0; i < kGoroutines; i++) pag_go(reverse, (void *)i);
  for (int i = 0; i < kCollections; i++) pag_collect();
  __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
  pag_waitgroup_wait(&group);
  long n = 0;
  for (node_ref l = list; l != 0; l = l->next) n++;
  printf("list: %ld, wrong: %d\n", n, wrong);
  return 0;
}
