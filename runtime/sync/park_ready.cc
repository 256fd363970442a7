// pag_park, pag_ready.
//
// A ticket names an Extra and the number of a wait, not a goroutine: whoever
// has an old one finds that the number has gone on.  The wait's state is in the
// Extra, too, under its lock, so that between prepare and park the goroutine
// may wait for other things.
#include "arch/entries.h"
#include "runtime/extra.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sanitizers.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sync/parking.h"
#include "runtime/sync/timed_wait.h"
#include "runtime/user_call.h"

namespace pagurus {
namespace {

// Tickets are the program's memory, which it protects by inline functions that
// ThreadSanitizer sees nothing of.
PAG_UNINSTRUMENTED void Write(pag_ticket* to, pag_ticket value) {
  to->pag_who = value.pag_who;
  to->pag_number = value.pag_number;
}

PAG_UNINSTRUMENTED pag_ticket Read(const pag_ticket* from) {
  return {from->pag_who, from->pag_number};
}

void Prepare(pag_ticket* ticket) {
  Extra* extra = ExtraOf(CurrentWaiter());
  if (extra == nullptr) Fatal("no memory for pag_park_prepare");
  extra->lock.Acquire();
  ++extra->number;
  extra->over = false;
  extra->parked = false;
  Write(ticket, {extra, extra->number});
  extra->lock.Release();
}

void StartTimeoutAndUnlock(void* argument) {
  auto* extra = static_cast<Extra*>(argument);
  // The lock is held: nobody else can end the wait, and so the extra, before
  // it is released.
  StartTimeout(extra->g->wait_block);
  extra->lock.Release();
}

void WokenUp(G* g) {
  Extra* extra = g->extra;
  if (extra->timed) EndTimeout(g->wait_block);
  extra->lock.Acquire();
  const bool ready = extra->over;
  extra->over = true;
  extra->parked = false;
  extra->lock.Release();
  g->sched.ret = ready ? extra->value : 0;
  void (*const cancel)(void*) = extra->cancel;
  void* const cancel_arg = extra->cancel_arg;
  // Nothing is kept alive by them (I8).
  extra->value = 0;
  extra->cancel_arg = nullptr;
  if (!ready && cancel != nullptr) CallUser(cancel, cancel_arg);
}

uintptr_t Park(pag_ticket ticket, int64_t ns, void (*cancel)(void*),
               void* arg) {
  G* g = CurrentWaiter();
  Extra* extra = g->extra;
  if (extra == nullptr || extra != ticket.pag_who ||
      extra->number != ticket.pag_number) {
    Fatal("pag_park with a ticket that is not the caller's last one");
  }
  extra->timed = ns >= 0;
  extra->cancel = cancel;
  extra->cancel_arg = arg;
  if (extra->timed) {
    WaitBlock* block = PrepareWaitBlock(g, 0);
    extra->claim = NewTicket(g);
    SetTimeout(block, extra->claim, ns);
  }
  extra->lock.Acquire();
  if (extra->over) {
    extra->lock.Release();
    const uintptr_t value = extra->value;
    extra->value = 0;
    extra->cancel_arg = nullptr;
    return value;
  }
  extra->parked = true;
  if (!extra->timed)
    return ParkUnlock(&extra->lock, WokenUp, WaitReason::kPark);
  return ParkCommit(StartTimeoutAndUnlock, extra, WokenUp, WaitReason::kPark);
}

int EndWaitOf(pag_ticket ticket, uintptr_t value) {
  auto* extra = static_cast<Extra*>(ticket.pag_who);
  extra->lock.Acquire();
  G* g = extra->g;
  if (extra->over || extra->number != ticket.pag_number ||
      (extra->parked && extra->timed && !Claim(g, extra->claim))) {
    extra->lock.Release();
    return 0;
  }
  extra->over = true;
  extra->value = value;
  const bool parked = extra->parked;
  extra->lock.Release();
  if (parked) WakeOne(g);
  return 1;
}

}  // namespace
}  // namespace pagurus

void __pag_park_prepare_op(pag_ticket* ticket) { pagurus::Prepare(ticket); }
void __pag_park_prepare_native(pag_ticket* ticket) {
  pagurus::RuntimeScope scope;
  pagurus::Prepare(ticket);
}
uintptr_t __pag_park_op(const pag_ticket* ticket, int64_t ns,
                        void (*cancel)(void*), void* arg) {
  return pagurus::Park(pagurus::Read(ticket), ns, cancel, arg);
}
uintptr_t __pag_park_native(const pag_ticket* ticket, int64_t ns,
                            void (*cancel)(void*), void* arg) {
  pagurus::RuntimeScope scope;
  return pagurus::Park(pagurus::Read(ticket), ns, cancel, arg);
}
int __pag_ready_op(const pag_ticket* ticket, uintptr_t value) {
  return pagurus::EndWaitOf(pagurus::Read(ticket), value);
}
int __pag_ready_native(const pag_ticket* ticket, uintptr_t value) {
  pagurus::RuntimeScope scope;
  return pagurus::EndWaitOf(pagurus::Read(ticket), value);
}
