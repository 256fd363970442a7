#include "runtime/sched.h"

#include <errno.h>

#include "arch/entries.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// First in, first out; linked through G::next.
struct RunQueue {
  G* head;
  G* tail;

  void Push(G* g) {
    g->next = nullptr;
    if (tail == nullptr) {
      head = g;
    } else {
      tail->next = g;
    }
    tail = g;
  }

  G* Pop() {
    G* g = head;
    if (g == nullptr) return nullptr;
    head = g->next;
    if (head == nullptr) tail = nullptr;
    g->next = nullptr;
    return g;
  }
};

constinit RunQueue run_queue{};

[[noreturn]] PAG_UNINSTRUMENTED void Execute(G* g) {
  if (g->status != GStatus::kRunnable) {
    Fatal("a goroutine that is not runnable is in the run queue");
  }
  // A parked goroutine can be moved by whoever has claimed it (I2).
  if (switches.stressmove == 1) CopyStack(g, g->stack_size(), ParkedEnd(g));
  g->status = GStatus::kRunning;
  pag_tls.m->curg = g;
  errno = g->saved_errno;
  SanitizerResume(g);
  __pag_gogo(&g->sched);
}

}  // namespace

void Ready(G* g) {
  g->status = GStatus::kRunnable;
  run_queue.Push(g);
}

PAG_UNINSTRUMENTED void Schedule() {
  G* g = run_queue.Pop();
  if (g == nullptr) {
    Fatal("no goroutine is left: main called pag_goexit, all others ended");
  }
  Execute(g);
}

bool IsSchedulerThread() {
  return pag_tls.m != nullptr && pag_tls.m->sys_base() != 0;
}

}  // namespace pagurus

// On g0, from pag_yield on a goroutine's stack.
PAG_UNINSTRUMENTED void __pag_yield0(pagurus::G* g) {
  pagurus::SanitizerPark();
  g->saved_errno = errno;
  pag_tls.m->curg = nullptr;
  pagurus::Ready(g);
  pagurus::Schedule();
}
