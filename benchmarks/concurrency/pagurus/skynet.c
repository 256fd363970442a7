// A tree of goroutines, ten below each: the leaves send their numbers up, the
// others the sums of what they receive (github.com/atemerev/skynet).  `count`
// leaves, a power of ten.
#include "benchmarks/concurrency/pagurus/works.h"

enum { kFan = 10 };

struct node {
  pag_chan* up;
  long first, leaves;
};

static void node(void* arg) {
  const struct node self = *(struct node*)arg;
  if (self.leaves == 1) {
    pag_chan_send(self.up, &self.first);
    return;
  }
  struct node children[kFan];
  pag_chan* results = pag_chan_make(sizeof(long), 0);
  long sum = 0, result;
  require(results != NULL, "pag_chan_make");
  for (long i = 0; i < kFan; ++i) {
    const long leaves = self.leaves / kFan;
    children[i] = (struct node){results, self.first + i * leaves, leaves};
    require(pag_go(node, &children[i]) == 0, "pag_go");
  }
  for (int i = 0; i < kFan; ++i) {
    pag_chan_recv(results, &result);
    sum += result;
  }
  pag_chan_free(results);
  pag_chan_send(self.up, &sum);
}

void skynet(long unused, long count) {
  struct node top = {pag_chan_make(sizeof(long), 0), 0, count};
  struct stopwatch watch = {0, 0};
  long sum;
  (void)unused;
  require(top.up != NULL, "pag_chan_make");
  begin(&watch);
  require(pag_go(node, &top) == 0, "pag_go");
  pag_chan_recv(top.up, &sum);
  end(&watch);
  require(sum == count * (count - 1) / 2, "sum");
  report("time", 1, &watch);
}
