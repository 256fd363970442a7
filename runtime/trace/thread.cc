#include "runtime/trace/thread.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>

#include "runtime/print.h"
#include "runtime/sched/deadlock.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/note.h"
#include "runtime/trace/trace.h"
#include "runtime/trace/writer.h"

namespace pagurus {
namespace {

// Between two looks.
constexpr int64_t kPeriod = 10 * 1000 * 1000;

constinit std::atomic<bool> runs{false};
constinit Note note{};

// Never ends: who looks for a deadlock counts on it.
void* Run(void*) {
  for (;;) {
    if (Tracing()) {
      note.WaitFor(kPeriod);
    } else {
      note.Wait();
    }
    WriteTrace();
  }
  return nullptr;
}

}  // namespace

bool TraceThreadRuns() { return runs.load(std::memory_order_relaxed); }

void WakeTraceThread() { note.Wake(); }

void StartTraceWriter() {
  if (!Tracing()) return;
  // Its children are not traced.
  WatchForks();
  // The program's signals are for its own threads.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  quiet_threads.fetch_add(1);
  pthread_t thread;
  const int error = pthread_create(&thread, nullptr, Run, nullptr);
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (error != 0) Fatal("the thread that writes the trace cannot start");
  pthread_detach(thread);
  runs.store(true);
}

}  // namespace pagurus
