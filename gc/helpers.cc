#include "gc/helpers.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>

#include "runtime/pagurus_world.h"
#include "runtime/sched/note.h"

namespace pagurus {
namespace {

struct Helper {
  Note start;
  uint32_t index;
};

constinit Helper helpers[kMaxHelpers] = {};
// Changed by who collects, one thread at a time.
constinit uint32_t n_helpers = 0;

struct Job {
  void (*work)(void* arg, uint32_t i);
  void* arg;
  std::atomic<uint32_t> left;
  Note done;
};
constinit Job job{};

void* RunHelper(void* argument) {
  auto* helper = static_cast<Helper*>(argument);
  for (;;) {
    helper->start.Wait();
    job.work(job.arg, helper->index);
    if (job.left.fetch_sub(1) == 1) job.done.Wake();
  }
  return nullptr;
}

bool StartHelper(Helper* helper) {
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  pthread_t thread;
  const bool ok = pthread_create(&thread, nullptr, RunHelper, helper) == 0;
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (ok) pthread_detach(thread);
  return ok;
}

}  // namespace

void ForgetHelpers() { n_helpers = 0; }

uint32_t PrepareHelpers(uint32_t n) {
  if (n > kMaxHelpers) n = kMaxHelpers;
  while (n_helpers < n) {
    Helper* helper = &helpers[n_helpers];
    helper->index = n_helpers + 1;
    pag_note_threads(1);
    if (!StartHelper(helper)) {
      pag_note_threads(-1);
      break;
    }
    ++n_helpers;
  }
  return n < n_helpers ? n : n_helpers;
}

void RunWithHelpers(uint32_t n, void (*work)(void* arg, uint32_t i),
                    void* arg) {
  job.work = work;
  job.arg = arg;
  job.left.store(n);
  for (uint32_t i = 0; i < n; ++i) helpers[i].start.Wake();
  work(arg, 0);
  if (n != 0) job.done.Wait();
}

}  // namespace pagurus
