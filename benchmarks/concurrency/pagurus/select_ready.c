// Receiving from whichever of several channels, all of which have something.
// They are filled again, outside of the time, before any of them is empty.
#include "benchmarks/concurrency/pagurus/works.h"

enum { kBatch = 1000, kMost = 4 };

void select_ready(long channels, long count) {
  struct pag_case cases[kMost];
  struct stopwatch watch = {0, 0};
  long element, expected = 0, sum = 0, done = 0;
  require(channels <= kMost, "number of channels");
  for (long c = 0; c < channels; ++c) {
    cases[c].chan = pag_chan_make(sizeof(long), kBatch);
    cases[c].element = &element;
    cases[c].op = PAG_RECV;
    require(cases[c].chan != NULL, "pag_chan_make");
  }
  while (done < count) {
    for (long c = 0; c < channels; ++c) {
      while (pag_chan_try_send(cases[c].chan, &done) == PAG_DONE) {
        expected += done;
      }
    }
    begin(&watch);
    for (long i = 0; i < kBatch; ++i) {
      int received;
      pag_select(cases, (size_t)channels, -1, &received);
      sum += element;
    }
    end(&watch);
    done += kBatch;
  }
  for (long c = 0; c < channels; ++c) {
    while (pag_chan_try_recv(cases[c].chan, &element) == PAG_DONE) {
      sum += element;
    }
  }
  require(sum == expected, "sum");
  report("time", done, &watch);
}
