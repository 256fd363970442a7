#include "benchmarks/concurrency/boost/fiber.h"

int main(int argc, char** argv) {
  const work works[] = {
      {"switch_2", SwitchAmong, 2},
      {"switch_1000", SwitchAmong, 1000},
      {"switch_100k", SwitchAmong, 100000},
      {"create_join", CreateJoin, 0},
      {"create_batch", CreateBatch, 0},
      {"chan_unbuffered", ChanUnbuffered, 0},
      {"chan_spsc_128", ChanSpsc, 128},
      {"chan_mpmc_128", ChanMpmc, 128},
      {"mutex_uncontended", MutexUncontended, 0},
      {"mutex_contended", MutexContended, 0},
      {"parked", Parked, 0},
      {nullptr, nullptr, 0},
  };
  return run_work(works, argc, argv);
}
