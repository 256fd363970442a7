// The channel operations of pagurus.h (select has a file of its own).
//
// Those that wait are written once, for goroutines (__pag_*_op, on the system
// stack; arch/<cpu>/channel.S) and for threads (__pag_*_native): ParkUnlock
// knows the difference.
#include <new>

#include "arch/entries.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sched/park.h"
#include "runtime/sync/channel.h"
#include "runtime/sync/memory.h"
#include "runtime/sync/shelter.h"
#include "runtime/sync/timed_wait.h"
#include "runtime/sync/typed_channels.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

constexpr size_t kHeader =
    (sizeof(pag_chan) + kMemoryAlign - 1) & -kMemoryAlign;

// All of the following for a sender (kSends) or a receiver.
template <bool kSends>
int Attempt(pag_chan* ch, void* element, G** wake) {
  return kSends ? SendLocked(ch, element, wake)
                : ReceiveLocked(ch, element, wake);
}

// What waiting for it is called.
template <bool kSends>
WaitReason Reason(const pag_chan* ch) {
  if (ch == nullptr) {
    return kSends ? WaitReason::kChanSendNil : WaitReason::kChanReceiveNil;
  }
  return kSends ? WaitReason::kChanSend : WaitReason::kChanReceive;
}

// Without waiting.
template <bool kSends>
int Try(pag_chan* ch, void* element) {
  if (ch == nullptr) return PAG_WOULD_BLOCK;
  G* wake = nullptr;
  ch->lock.Acquire();
  const int result = Attempt<kSends>(ch, element, &wake);
  ch->lock.Release();
  if (wake != nullptr) ReadyNext(wake);
  return result;
}

// Something arrived, or the channel was closed.
void ResumeSheltered(G* g) { Unshelter(g, true); }

// Under ch->lock, which parking releases.  How to go on.
ResumeFn* EnqueueOnly(pag_chan* ch, void* element, bool sends) {
  G* g = CurrentWaiter();
  Waiter* w = &g->waiter;
  w->g = g;
  w->ticket = 0;
  w->index = 0;
  w->sends = sends;
  Enqueue(ch, w, Shelter(g, element, ch->element_size, sends));
  return g->sheltered != 0 ? ResumeSheltered : nullptr;
}

// The first half of an operation: true if it is done with *result; else the
// caller is to park, releasing ch->lock, with *resume.
template <bool kSends>
bool Begin(pag_chan* ch, void* element, int* result, ResumeFn** resume) {
  *resume = nullptr;
  if (ch == nullptr) return false;
  ch->lock.Acquire();
  G* wake = nullptr;
  *result = Attempt<kSends>(ch, element, &wake);
  if (*result == PAG_WOULD_BLOCK) {
    *resume = EnqueueOnly(ch, element, kSends);
    return false;
  }
  ch->lock.Release();
  if (wake != nullptr) ReadyNext(wake);
  return true;
}

template <bool kSends>
PAG_UNINSTRUMENTED int Operate(pag_chan* ch, void* element) {
  int result;
  ResumeFn* resume;
  if (Begin<kSends>(ch, element, &result, &resume)) return result;
  return static_cast<int>(ParkUnlock(ch == nullptr ? nullptr : &ch->lock,
                                     resume, Reason<kSends>(ch)));
}

// --- with a timeout ---

struct Timed {
  pag_chan* ch;  // null: there is nothing to wait for but the timer
  G* g;          // has a wait block
};

void CommitTimed(void* argument) {
  // A copy: *argument is the caller's, but the lock's release ends the turn.
  const Timed timed = *static_cast<Timed*>(argument);
  StartTimeout(timed.g->wait_block);
  if (timed.ch != nullptr) timed.ch->lock.Release();
}

void ResumeTimed(G* g) {
  if (!EndTimeout(g->wait_block)) return Unshelter(g, true);
  if (g->waiter.owner != nullptr) Dequeue(&g->waiter);
  Unshelter(g, false);
  g->sched.ret = static_cast<uintptr_t>(intptr_t{PAG_TIMED_OUT});
}

void EnqueueTimed(const Timed& timed, void* element, bool sends, int64_t ns) {
  G* g = timed.g;
  Waiter* w = &g->waiter;
  w->g = g;
  w->ticket = NewTicket(g);
  w->index = 0;
  w->sends = sends;
  w->owner = nullptr;
  SetTimeout(g->wait_block, w->ticket, ns);
  if (timed.ch == nullptr) return;
  Enqueue(timed.ch, w, Shelter(g, element, timed.ch->element_size, sends));
}

template <bool kSends>
bool BeginTimed(Timed* timed, void* element, int64_t ns, int* result) {
  timed->g = CurrentWaiter();
  PrepareWaitBlock(timed->g, 0);
  G* wake = nullptr;
  if (timed->ch != nullptr) {
    timed->ch->lock.Acquire();
    *result = Attempt<kSends>(timed->ch, element, &wake);
    if (*result != PAG_WOULD_BLOCK) {
      timed->ch->lock.Release();
      if (wake != nullptr) ReadyNext(wake);
      return true;
    }
  }
  EnqueueTimed(*timed, element, kSends, ns);
  return false;
}

template <bool kSends>
PAG_UNINSTRUMENTED int OperateFor(pag_chan* ch, void* element, int64_t ns) {
  if (ns < 0) return Operate<kSends>(ch, element);
  if (ns == 0) {
    const int result = Try<kSends>(ch, element);
    return result == PAG_WOULD_BLOCK ? PAG_TIMED_OUT : result;
  }
  Timed timed{ch, nullptr};
  int result;
  if (BeginTimed<kSends>(&timed, element, ns, &result)) return result;
  return static_cast<int>(
      ParkCommit(CommitTimed, &timed, ResumeTimed, Reason<kSends>(ch)));
}

// Sending reads the element only.
void* Readable(const void* element) { return const_cast<void*>(element); }

void Attach() {
  if (pag_tls.m == nullptr) AttachThread();
}

}  // namespace
}  // namespace pagurus

using namespace pagurus;

// --- Operations that may wait
// -------------------------------------------------

PAG_UNINSTRUMENTED void __pag_chan_send_op(pag_chan* ch, const void* element) {
  EnsureP();
  Operate<true>(ch, Readable(element));
}

PAG_UNINSTRUMENTED int __pag_chan_recv_op(pag_chan* ch, void* element) {
  EnsureP();
  return Operate<false>(ch, element);
}

PAG_UNINSTRUMENTED int __pag_chan_send_for_op(pag_chan* ch, const void* element,
                                              int64_t ns) {
  EnsureP();
  return OperateFor<true>(ch, Readable(element), ns);
}

PAG_UNINSTRUMENTED int __pag_chan_recv_for_op(pag_chan* ch, void* element,
                                              int64_t ns) {
  EnsureP();
  return OperateFor<false>(ch, element, ns);
}

void __pag_chan_send_native(pag_chan* ch, const void* element) {
  Attach();
  RuntimeScope scope;
  Operate<true>(ch, Readable(element));
}

int __pag_chan_recv_native(pag_chan* ch, void* element) {
  Attach();
  RuntimeScope scope;
  return Operate<false>(ch, element);
}

int __pag_chan_send_for_native(pag_chan* ch, const void* element, int64_t ns) {
  Attach();
  RuntimeScope scope;
  return OperateFor<true>(ch, Readable(element), ns);
}

int __pag_chan_recv_for_native(pag_chan* ch, void* element, int64_t ns) {
  Attach();
  RuntimeScope scope;
  return OperateFor<false>(ch, element, ns);
}

// --- The others: native functions, which managed code reaches by a gate
// -------

PAGURUS_API pag_chan* pag_chan_make(size_t element_size, size_t capacity) {
  size_t ring, total, bytes;
  if (__builtin_mul_overflow(element_size, capacity, &ring) ||
      __builtin_add_overflow(ring, kHeader, &total)) {
    return nullptr;
  }
  void* memory = AllocMemory(total, &bytes);
  if (memory == nullptr) return nullptr;
  auto* ch = new (memory) pag_chan();
  ch->element_size = element_size;
  ch->capacity = capacity;
  ch->bytes = bytes;
  ch->ring = ch->head = ch->tail = static_cast<char*>(memory) + kHeader;
  ch->ring_end = ch->ring + ring;
  return ch;
}

PAGURUS_API pag_chan* pag_chan_make_typed(const pag_type* type,
                                          size_t capacity) {
  Attach();
  pag_chan* ch = pag_chan_make(type->size, capacity);
  if (ch == nullptr || type->refs == nullptr) return ch;
  if (type->size % sizeof(uintptr_t) != 0) {
    Fatal("a channel of references whose type's size is no multiple of 8");
  }
  RuntimeScope scope;
  AddTypedChannel(ch, type);
  return ch;
}

PAGURUS_API void pag_chan_free(pag_chan* ch) {
  if (ch == nullptr) return;
  RuntimeScope scope;
  // Whose visit puts something into a queue.
  if (ch->type != nullptr) RemoveTypedChannel(ch);
  ch->lock.Acquire();
  if (!ch->receivers.empty() || !ch->senders.empty()) {
    Fatal("a channel is freed on which a goroutine waits");
  }
  ch->lock.Release();
  FreeMemory(ch, ch->bytes);
}

PAGURUS_API void pag_chan_close(pag_chan* ch) {
  if (ch == nullptr) Fatal("close of nil channel");
  Attach();
  RuntimeScope scope;
  ch->lock.Acquire();
  Waiter* w = CloseLocked(ch);
  ch->lock.Release();
  while (w != nullptr) {
    // A waiter is its goroutine's again as soon as that is ready.
    Waiter* next = w->next;
    Ready(w->g);
    w = next;
  }
}

PAGURUS_API int pag_chan_try_send(pag_chan* ch, const void* element) {
  Attach();
  RuntimeScope scope;
  return Try<true>(ch, Readable(element));
}

PAGURUS_API int pag_chan_try_recv(pag_chan* ch, void* element) {
  Attach();
  RuntimeScope scope;
  return Try<false>(ch, element);
}

PAGURUS_API size_t pag_chan_len(const pag_chan* ch) {
  return ch == nullptr ? 0 : ch->size();
}

PAGURUS_API size_t pag_chan_cap(const pag_chan* ch) {
  return ch == nullptr ? 0 : ch->capacity;
}
