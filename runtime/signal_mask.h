// A scope in which no signal interrupts this thread, but those that its own
// instructions raise: blocked, they kill.  A handler may leave by longjmp, and
// would leave what is done here half-done.  System calls only: the C library's
// functions may be intercepted.
#ifndef PAGURUS_RUNTIME_SIGNAL_MASK_H_
#define PAGURUS_RUNTIME_SIGNAL_MASK_H_

#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch/sanitizers.h"

namespace pagurus {

class SignalsBlocked {
 public:
  PAG_UNINSTRUMENTED SignalsBlocked() {
    uint64_t set = ~uint64_t{0};
    constexpr int kSynchronous[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
    for (int sig : kSynchronous) set &= ~(uint64_t{1} << (sig - 1));
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, &old_, sizeof old_);
  }
  PAG_UNINSTRUMENTED ~SignalsBlocked() {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &old_, nullptr, sizeof old_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  uint64_t old_;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SIGNAL_MASK_H_
