// Note: one thread sleeps until another wakes it.  Waking first is no loss.
#ifndef PAGURUS_RUNTIME_SCHED_NOTE_H_
#define PAGURUS_RUNTIME_SCHED_NOTE_H_

#include <stdint.h>

#include <atomic>

namespace pagurus {

class Note {
 public:
  // Sleeps until Wake; returns at once if it came before.  One sleeper.
  void Wait();
  // The same for at most `ns` nanoseconds; if woken.
  bool WaitFor(int64_t ns);
  // Wakes the sleeper, or the next Wait.  Any thread, signal handlers too.
  void Wake();

 private:
  std::atomic<uint32_t> woken_{0};
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SCHED_NOTE_H_
