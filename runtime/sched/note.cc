#include "runtime/sched/note.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace pagurus {
namespace {

// errno belongs to the goroutine whose operation happens to come here.
void Futex(std::atomic<uint32_t>* word, int op, uint32_t value,
           const timespec* timeout) {
  const int saved = errno;
  syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, timeout, nullptr, 0);
  errno = saved;
}

}  // namespace

void Note::Wait() {
  while (woken_.load(std::memory_order_acquire) == 0) {
    Futex(&woken_, FUTEX_WAIT, 0, nullptr);
  }
  woken_.store(0, std::memory_order_relaxed);
}

bool Note::WaitFor(int64_t ns) {
  if (woken_.load(std::memory_order_acquire) == 0 && ns > 0) {
    const timespec timeout{static_cast<time_t>(ns / 1000000000),
                           static_cast<long>(ns % 1000000000)};
    Futex(&woken_, FUTEX_WAIT, 0, &timeout);
  }
  return woken_.exchange(0, std::memory_order_acquire) != 0;
}

void Note::Wake() {
  woken_.store(1, std::memory_order_release);
  Futex(&woken_, FUTEX_WAKE, 1, nullptr);
}

}  // namespace pagurus
