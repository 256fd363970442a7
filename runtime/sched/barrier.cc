#include "runtime/sched/barrier.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/print.h"

namespace pagurus {
namespace {

bool Membarrier(int command) {
  const int saved = errno;
  const bool ok = syscall(SYS_membarrier, command, 0, 0) == 0;
  errno = saved;
  return ok;
}

}  // namespace

void InitBarrier() {
  if (!Membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED)) {
    Fatal(
        "this kernel has no membarrier(PRIVATE_EXPEDITED) (Linux 4.14), which "
        "goroutines on several threads need");
  }
}

void HeavyBarrier() {
  if (!Membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) {
    Fatal("membarrier failed");
  }
}

}  // namespace pagurus
