// The system call that threads of the collector sleep by.
#ifndef PAGURUS_GC_FUTEX_H_
#define PAGURUS_GC_FUTEX_H_

#include <errno.h>
#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>

namespace pagurus {

// errno is kept.
inline void Futex(const std::atomic<uint32_t>* word, int op, uint32_t value) {
  const int saved = errno;
  syscall(SYS_futex, word, op | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0);
  errno = saved;
}

}  // namespace pagurus

#endif  // PAGURUS_GC_FUTEX_H_
