#include "runtime/sched/clock.h"

#include <time.h>

#include "runtime/switches.h"

namespace pagurus {
namespace {

// Not 0, which stands for "never" in some places.
constinit int64_t virtual_time = 1;

}  // namespace

int64_t Nanotime() {
  return switches.sched != 0 ? virtual_time : RealNanotime();
}

int64_t RealNanotime() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

void AdvanceTime(int64_t ns) {
  if (ns > virtual_time) virtual_time = ns;
}

}  // namespace pagurus
