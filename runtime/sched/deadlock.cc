#include "runtime/sched/deadlock.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/barrier.h"
#include "runtime/print.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/start_m.h"
#include "runtime/sched/stop_world.h"
#include "runtime/sched/sysmon.h"
#include "runtime/switches.h"
#include "runtime/timers/timers.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/goroutines.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {

constinit std::atomic<int> quiet_threads{0};
constinit std::atomic<int> work_elsewhere{0};

namespace {

// Threads of this process, as the kernel counts them; 0 if it does not tell.
// Without stdio or the heap (I7).
uint32_t CountThreads() {
  const int fd = open("/proc/self/task", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return 0;
  uint32_t n = 0;
  alignas(8) char buffer[2048];
  for (;;) {
    const long bytes = syscall(SYS_getdents64, fd, buffer, sizeof buffer);
    if (bytes <= 0) break;
    for (long at = 0; at < bytes;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer + at);
      n += entry->d_name[0] != '.';
      at += entry->d_reclen;
    }
  }
  close(fd);
  return n;
}

// Under sched.lock: if every M waits for a goroutine to become ready; counts
// them.
bool AllMsWait(uint32_t* count) {
  Locked locked(&threads_lock);
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    // It has been counted; what it is doing shows in AnyTimer, and in Marking.
    if (m->is_sysmon || m->collects) continue;
    ++*count;
    const bool waits = m->waits_as_thread ||
                       m->curg.load(std::memory_order_relaxed) == nullptr;
    // A thread of the program's own may do anything.
    if (!waits || (!m->runs_goroutines() && !m->waits_as_thread)) return false;
  }
  return true;
}

bool NothingCanHappen() {
  Locked locked(&sched.lock);
  // First: what a timer has done shows in the rest.
  if (AnyTimer()) return false;
  // A cycle's end may start finalizers.
  if (Marking() || work_elsewhere.load() != 0) return false;
  if (sched.n_idle_ps.load() != sched.procs.load(std::memory_order_relaxed) ||
      sched.global_size.load(std::memory_order_relaxed) != 0 ||
      sched.wants_p != nullptr) {
    return false;
  }
  uint32_t threads = static_cast<uint32_t>(quiet_threads.load());
  if (SysmonRuns()) ++threads;
  return AllMsWait(&threads) && CountThreads() == threads;
}

}  // namespace

void AttachCollector() {
  if (pag_tls.m != nullptr) return;
  AttachThread();
  pag_tls.m->collects = true;
  // Who looked for a deadlock meanwhile took this for any thread.
  CheckDeadlock();
}

bool EveryGoroutineWaits() {
  Locked locked(&threads_lock);
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    if (m->curg.load(std::memory_order_relaxed) != nullptr &&
        !m->waits_as_thread) {
      return false;
    }
  }
  return true;
}

void CheckDeadlock() {
  // All Ps are idle then.
  if (WorldStops()) return;
  if (sched.n_idle_ps.load() != sched.procs.load(std::memory_order_relaxed)) {
    return;
  }
  if (!NothingCanHappen()) return;
  DumpScope scope;
  if (!scope.entered()) return;
  Printer out;
  out.Text("pagurus: fatal error: all goroutines are asleep: deadlock\n");
  // Nobody else goes on, so this can be told in full.
  if (switches.traceback != kTracebackNone) {
    if (pag_tls.m->curg.load(std::memory_order_relaxed) != nullptr) {
      PrintCurrent(&out, HereRegisters(), false);
    }
    PrintOtherGoroutines(&out);
  }
  out.Flush();
  Die();
}

}  // namespace pagurus
