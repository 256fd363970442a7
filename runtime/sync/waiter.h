// A place in a primitive's queue, and who may wake whom.
//
// Most waits stand in one queue: whoever takes the waiter out of it, under
// that queue's lock, wakes its goroutine, and nobody else can.  A wait with
// several ways to end (select; a timeout) stands in several places, each under
// another lock.  It has a ticket: whoever turns the goroutine's ticket from
// the number in the waiter into the next one, which is odd, has claimed the
// wait; all others leave the goroutine alone.  The numbers go on when a G is
// used again, so a timer that is late claims nothing.
//
//      G::ticket    8 ──── claim ────▶ 9 ──── next wait ────▶ 10 ...
#ifndef PAGURUS_RUNTIME_SYNC_WAITER_H_
#define PAGURUS_RUNTIME_SYNC_WAITER_H_

#include <stdint.h>

#include <atomic>

namespace pagurus {

struct G;

struct Waiter {
  Waiter* next;
  Waiter* prev;
  G* g;
  // What is handed over: where it is or goes.  Null: nothing is.
  void* element;
  // The primitive whose queue this is in.
  void* owner;
  // Of a shared wait; 0: this is its goroutine's only place.
  uint32_t ticket;
  uint32_t index;  // of a select's case
  bool sends;      // of a channel: which of its queues this is in
  // Set by who takes it out: if something was handed over.
  bool done;
  bool queued;
};

// First in, first out, with removal from the middle.  Under its owner's lock.
class WaitQueue {
 public:
  bool empty() const { return first_ == nullptr; }
  Waiter* first() const { return first_; }

  void Push(Waiter* w) {
    w->next = nullptr;
    w->prev = last_;
    (last_ == nullptr ? first_ : last_->next) = w;
    last_ = w;
    w->queued = true;
  }

  // Puts w in front of `at`, which is in it.
  void PushBefore(Waiter* at, Waiter* w) {
    w->next = at;
    w->prev = at->prev;
    (at->prev == nullptr ? first_ : at->prev->next) = w;
    at->prev = w;
    w->queued = true;
  }

  // Does nothing if it has been taken out already.
  void Remove(Waiter* w) {
    if (!w->queued) return;
    (w->prev == nullptr ? first_ : w->prev->next) = w->next;
    (w->next == nullptr ? last_ : w->next->prev) = w->prev;
    w->next = w->prev = nullptr;
    w->queued = false;
  }

  // Takes out the first whose wait can be claimed, and claims it; null if there
  // is none.  The caller wakes its goroutine.
  Waiter* PopClaimed();

 private:
  Waiter* first_ = nullptr;
  Waiter* last_ = nullptr;
};

// The ticket of a new wait of g with several ways to end.
uint32_t NewTicket(G* g);

// Claims g's wait `ticket`; false if it has ended already.
bool Claim(G* g, uint32_t ticket);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_WAITER_H_
