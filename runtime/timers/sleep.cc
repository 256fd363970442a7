// pag_sleep, pag_now.
//
// Who sleeps waits for nothing else, so that its timer needs no memory of its
// own: it lies where the goroutine's waiter is not in use.
#include <new>

#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/native.h"
#include "runtime/timers/timers.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

static_assert(sizeof(Timer) <= sizeof(Waiter));
static_assert(alignof(Timer) <= alignof(Waiter));

void Wake(const Timer& timer) { Ready(static_cast<G*>(timer.arg)); }

void WokenUp(G* g) { new (&g->waiter) Waiter{}; }

void Sleep(int64_t ns) {
  if (ns <= 0) return;
  G* g = CurrentWaiter();
  Timer* timer = new (&g->waiter) Timer{};
  timer->fire = Wake;
  timer->when = After(ns);
  timer->arg = g;
  StartTimerAndPark(timer, WokenUp);
}

}  // namespace
}  // namespace pagurus

void __pag_sleep_op(int64_t ns) { pagurus::Sleep(ns); }
void __pag_sleep_native(int64_t ns) {
  pagurus::RuntimeScope scope;
  pagurus::Sleep(ns);
}

PAGURUS_API int64_t pag_now(void) { return pagurus::Nanotime(); }
