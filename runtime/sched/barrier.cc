#include "runtime/sched/barrier.h"

#include <errno.h>
#include <linux/membarrier.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/print.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;

bool Membarrier(int command) {
  return syscall(SYS_membarrier, command, 0, 0) == 0;
}

// Where there is no membarrier (before Linux 4.14, in some sandboxes, under
// valgrind): taking access to a page away makes the kernel interrupt every
// processor that runs one of our threads, to forget the page's translation.
// The idea is folly's (AsymmetricThreadFence.cpp).
constinit Lock page_lock(LockRank::kPools);
PAG_HOLD_ACROSS_FORK(page_lock);
constinit char* page = nullptr;

void BarrierByPageTable() {
  Locked locked(&page_lock);
  if (page == nullptr) {
    void* memory = mmap(nullptr, kPage, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) Fatal("no memory for a barrier");
    page = static_cast<char*>(memory);
  }
  if (mprotect(page, kPage, PROT_READ | PROT_WRITE) != 0) {
    Fatal("mprotect failed");
  }
  // There must be a translation to forget.
  __atomic_store_n(page, 1, __ATOMIC_RELAXED);
  if (mprotect(page, kPage, PROT_READ) != 0) Fatal("mprotect failed");
}

}  // namespace

void HeavyBarrier() {
  // errno belongs to the goroutine whose operation happens to come here.
  const int saved = errno;
  std::atomic_thread_fence(std::memory_order_seq_cst);
  // A process must say once that it will want them.
  if (!Membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED) &&
      (!Membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) ||
       !Membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED))) {
    BarrierByPageTable();
  }
  errno = saved;
}

}  // namespace pagurus
