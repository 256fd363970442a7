// pagurus_world.h.
#include "runtime/pagurus_world.h"
#include "runtime/sched/stop_world.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API void pag_stop_world(void) { pagurus::StopTheWorld(); }

PAGURUS_API void pag_start_world(void) { pagurus::StartTheWorld(); }
