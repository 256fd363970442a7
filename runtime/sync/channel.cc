#include "runtime/sync/channel.h"

#include "runtime/g.h"
#include "runtime/print.h"
#include "runtime/sync/typed_channels.h"

namespace pagurus {
namespace {

static_assert(PAG_DONE == 0 && PAG_CLOSED == ~0, "as Waiter::index says it");

// Words and pairs of them are worth a branch.
void CopyElement(void* to, const void* from, size_t size) {
  if (size == 8) {
    __builtin_memcpy(to, from, 8);
  } else if (size == 16) {
    __builtin_memcpy(to, from, 16);
  } else if (size == 4) {
    __builtin_memcpy(to, from, 4);
  } else if (size != 0) {
    __builtin_memcpy(to, from, size);
  }
}

// `to` is a receiver's, and may be null.
void Deliver(const pag_chan* ch, void* to, const void* from) {
  if (to == nullptr) return;
  NoteElement(ch, to);
  CopyElement(to, from, ch->element_size);
}
void DeliverZero(const pag_chan* ch, void* to) {
  if (to == nullptr) return;
  NoteElement(ch, to);
  __builtin_memset(to, 0, ch->element_size);
}

char* Next(const pag_chan* ch, char* place) {
  place += ch->element_size;
  return place == ch->ring_end ? ch->ring : place;
}

void PushElement(pag_chan* ch, const void* element) {
  CopyElement(ch->tail, element, ch->element_size);
  ch->tail = Next(ch, ch->tail);
  ch->count.store(ch->size() + 1, std::memory_order_relaxed);
}

void PopElement(pag_chan* ch, void* element) {
  NoteElement(ch, ch->head);
  Deliver(ch, element, ch->head);
  ch->head = Next(ch, ch->head);
  ch->count.store(ch->size() - 1, std::memory_order_relaxed);
}

// w has been taken out and claimed.
G* HandedOver(Waiter* w) {
  w->g->sched.ret = w->index;
  return w->g;
}
void SawClose(Waiter* w) {
  w->g->sched.ret = static_cast<uintptr_t>(~static_cast<intptr_t>(w->index));
}

}  // namespace

int SendLocked(pag_chan* ch, const void* element, G** wake) {
  if (__builtin_expect(ch->closed, 0)) Fatal("send on closed channel");
  if (!ch->receivers.empty()) {
    Waiter* w = ch->receivers.PopClaimed();
    if (w != nullptr) {
      Deliver(ch, w->element, element);
      *wake = HandedOver(w);
      return PAG_DONE;
    }
  }
  if (ch->size() == ch->capacity) return PAG_WOULD_BLOCK;
  PushElement(ch, element);
  return PAG_DONE;
}

int ReceiveLocked(pag_chan* ch, void* element, G** wake) {
  const bool any = ch->size() != 0;
  if (any) PopElement(ch, element);
  if (!ch->senders.empty()) {
    Waiter* w = ch->senders.PopClaimed();
    if (w != nullptr) {
      NoteElement(ch, w->element);
      // The ring was full, or there is none.
      if (any) {
        PushElement(ch, w->element);
      } else {
        Deliver(ch, element, w->element);
      }
      *wake = HandedOver(w);
      return PAG_DONE;
    }
  }
  if (any) return PAG_DONE;
  if (!ch->closed) return PAG_WOULD_BLOCK;
  DeliverZero(ch, element);
  return PAG_CLOSED;
}

void Enqueue(pag_chan* ch, Waiter* w, void* element) {
  // Only a signal handler can find its thread in the middle of a wait.
  if (w->queued) Fatal("a channel is used in a signal handler");
  w->element = element;
  w->owner = ch;
  (w->sends ? ch->senders : ch->receivers).Push(w);
}

void Dequeue(Waiter* w) {
  auto* ch = static_cast<pag_chan*>(w->owner);
  ch->lock.Acquire();
  if (w->sends && w->queued) NoteElement(ch, w->element);
  (w->sends ? ch->senders : ch->receivers).Remove(w);
  ch->lock.Release();
}

Waiter* CloseLocked(pag_chan* ch) {
  if (ch->closed) Fatal("close of closed channel");
  ch->closed = true;
  if (ch->senders.PopClaimed() != nullptr) {
    Fatal("send on closed channel: it was closed while a goroutine waited");
  }
  Waiter* woken = nullptr;
  Waiter** last = &woken;
  while (Waiter* w = ch->receivers.PopClaimed()) {
    DeliverZero(ch, w->element);
    SawClose(w);
    *last = w;
    last = &w->next;
  }
  *last = nullptr;
  return woken;
}

}  // namespace pagurus
