#include "runtime/traceback/dump.h"

#include <errno.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace pagurus {
namespace {

// Process and thread, so that a child process does not wait for a thread that
// it has not got; 0: nobody.
constinit std::atomic<uint64_t> owner{0};

// Of a millisecond: who has it then will not give it back.
constexpr int kNaps = 10000;

uint64_t Self() {
  return uint64_t{static_cast<uint32_t>(getpid())} << 32 |
         static_cast<uint32_t>(gettid());
}

bool SameProcess(uint64_t a, uint64_t b) { return a >> 32 == b >> 32; }

}  // namespace

DumpScope::DumpScope() : entered_(false) {
  const int saved = errno;
  const uint64_t self = Self();
  for (int naps = 0; naps < kNaps; ++naps) {
    uint64_t seen = owner.load(std::memory_order_acquire);
    if (seen == self) break;
    if ((seen == 0 || !SameProcess(seen, self)) &&
        owner.compare_exchange_strong(seen, self)) {
      entered_ = true;
      break;
    }
    const timespec pause{0, 1000000};
    nanosleep(&pause, nullptr);
  }
  errno = saved;
}

DumpScope::~DumpScope() {
  if (entered_) owner.store(0, std::memory_order_release);
}

}  // namespace pagurus
