// Four goroutines send, four receive, through one channel with a buffer.
#include "benchmarks/concurrency/pagurus/works.h"

enum { kEach = 4 };

struct share {
  pag_chan* chan;
  pag_waitgroup* done;
  long count;  // to send
  long sum;    // received
};

static void produce(void* arg) {
  struct share* s = arg;
  for (long i = 0; i < s->count; ++i) pag_chan_send(s->chan, &i);
  pag_waitgroup_done(s->done);
}

static void consume(void* arg) {
  struct share* s = arg;
  long element, sum = 0;
  while (pag_chan_recv(s->chan, &element) == PAG_DONE) sum += element;
  s->sum = sum;
  pag_waitgroup_done(s->done);
}

void chan_mpmc(long capacity, long count) {
  pag_chan* chan = pag_chan_make(sizeof(long), (size_t)capacity);
  const long each = count / kEach;
  pag_waitgroup sent = PAG_INIT, received = PAG_INIT;
  struct share producers[kEach], consumers[kEach];
  struct stopwatch watch = {0, 0};
  long sum = 0;
  require(chan != NULL, "pag_chan_make");
  begin(&watch);
  pag_waitgroup_add(&sent, kEach);
  pag_waitgroup_add(&received, kEach);
  for (int i = 0; i < kEach; ++i) {
    producers[i] = (struct share){chan, &sent, each, 0};
    consumers[i] = (struct share){chan, &received, 0, 0};
    require(pag_go(produce, &producers[i]) == 0, "pag_go");
    require(pag_go(consume, &consumers[i]) == 0, "pag_go");
  }
  pag_waitgroup_wait(&sent);
  pag_chan_close(chan);
  pag_waitgroup_wait(&received);
  end(&watch);
  for (int i = 0; i < kEach; ++i) sum += consumers[i].sum;
  require(sum == kEach * (each * (each - 1) / 2), "sum");
  report("time", kEach * each, &watch);
}
