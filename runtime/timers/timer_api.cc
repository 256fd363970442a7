// pag_timer.
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/timers/timers.h"
#include "runtime/user_call.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

static_assert(sizeof(Timer) == sizeof(pag_timer));
static_assert(alignof(Timer) == alignof(pag_timer));

Timer* TimerOf(pag_timer* timer) { return reinterpret_cast<Timer*>(timer); }

void Go(const Timer& timer) {
  if (pag_go(timer.fn, timer.arg) != 0) {
    Fatal("a timer cannot start its goroutine");
  }
}

void Call(const Timer& timer) { CallUser(timer.fn, timer.arg); }

}  // namespace
}  // namespace pagurus

PAGURUS_API void pag_timer_start(pag_timer* timer, int64_t ns, int64_t period,
                                 int how, void (*fn)(void*), void* arg) {
  using namespace pagurus;
  RuntimeScope scope;
  Timer values{};
  values.fire = how == PAG_TIMER_CALL ? Call : Go;
  values.when = After(ns > 0 ? ns : 0);
  values.period = period > 0 ? period : 0;
  values.fn = fn;
  values.arg = arg;
  RestartTimer(TimerOf(timer), values);
}

PAGURUS_API int pag_timer_reset(pag_timer* timer, int64_t ns) {
  using namespace pagurus;
  RuntimeScope scope;
  if (TimerOf(timer)->fire == nullptr) {
    Fatal("pag_timer_reset of a timer that was never started");
  }
  return RescheduleTimer(TimerOf(timer), After(ns > 0 ? ns : 0));
}

PAGURUS_API int pag_timer_stop(pag_timer* timer) {
  pagurus::RuntimeScope scope;
  return pagurus::StopTimer(pagurus::TimerOf(timer));
}
