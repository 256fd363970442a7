// Locking and unlocking what nobody else wants.
#include "benchmarks/concurrency/pagurus/works.h"

static pag_mutex mutex = PAG_INIT;
static long volatile counter;

void mutex_uncontended(long unused, long count) {
  struct stopwatch watch = {0, 0};
  (void)unused;
  begin(&watch);
  for (long i = 0; i < count; ++i) {
    pag_mutex_lock(&mutex);
    counter = counter + 1;
    pag_mutex_unlock(&mutex);
  }
  end(&watch);
  require(counter == count, "counter");
  report("time", count, &watch);
}
