// Channels.
//
// A ring of elements and two queues of waiters.  Of these three at most one
// side has something to give: nobody waits to receive while the ring has an
// element, and nobody waits to send while it has room (waiters of a select
// that has ended elsewhere excepted, until somebody comes across them).  So an
// element goes straight from one goroutine's memory to the other's, or through
// the ring:
//
//      send: to the first receiver; into the ring; wait
//      receive: from the ring, then a waiting sender's goes in; from the first
//               sender; wait
//
// All under the channel's lock.  Whoever takes a waiter out moves its element,
// stores its goroutine's result and, after the lock is released, makes it
// ready.  Nothing touches the channel after that: the goroutine may free it.
//
// Elements.  A waiter points to its operation's element, and others read or
// write there while its goroutine is parked.  That is never on a stack that
// moves: shelter.h; for select, select.cc.
//
// What the waker says is in Gobuf.ret: Waiter::index if an element changed
// hands, its complement if the channel was closed.  An operation with one
// place has index 0, and these are PAG_DONE and PAG_CLOSED.
#ifndef PAGURUS_RUNTIME_SYNC_CHANNEL_H_
#define PAGURUS_RUNTIME_SYNC_CHANNEL_H_

#include <stddef.h>
#include <stdint.h>

#include <atomic>

#include "runtime/pagurus.h"
#include "runtime/pagurus_gc.h"
#include "runtime/sched/lock.h"
#include "runtime/sync/waiter.h"

// Opaque in pagurus.h.
struct pag_chan {
  pagurus::Lock lock{pagurus::LockRank::kChannel};
  bool closed = false;
  size_t element_size;
  size_t capacity;
  // Elements in the ring; read without the lock, too.
  std::atomic<size_t> count{0};
  // The ring: [ring, ring_end); the oldest element; where the next one goes.
  char* ring;
  char* ring_end;
  char* head;
  char* tail;
  pagurus::WaitQueue receivers;
  pagurus::WaitQueue senders;
  size_t bytes;  // of memory, this struct included
  // Of its elements, if they hold references (typed_channels.h), and its place
  // among such channels.
  const pag_type* type = nullptr;
  pag_chan* next_typed = nullptr;
  pag_chan** link_typed = nullptr;

  size_t size() const { return count.load(std::memory_order_relaxed); }
};

namespace pagurus {

// Under ch->lock: sends without waiting, to a receiver or into the ring.
// PAG_DONE, or PAG_WOULD_BLOCK; dies if the channel is closed.  If *wake is set
// it is to be made ready after the lock is released.
int SendLocked(pag_chan* ch, const void* element, G** wake);

// The same for receiving: PAG_DONE, PAG_WOULD_BLOCK or PAG_CLOSED; *element
// (or nothing, if null) is then all zero.
int ReceiveLocked(pag_chan* ch, void* element, G** wake);

// Under ch->lock: whether the above may be done.  If all that wait there have
// ended elsewhere they find out that they are not.
inline bool MaySend(const pag_chan* ch) {
  return ch->closed || !ch->receivers.empty() || ch->size() < ch->capacity;
}
inline bool MayReceive(const pag_chan* ch) {
  return ch->closed || ch->size() != 0 || !ch->senders.empty();
}

// Under ch->lock: closes it; dies if it is closed, or somebody waits to send.
// The waiters of those that waited to receive, linked by `next`: to be made
// ready after the lock is released.
Waiter* CloseLocked(pag_chan* ch);

// Under ch->lock: puts w, whose g, ticket, index and sends are set, where it
// waits for its element.
void Enqueue(pag_chan* ch, Waiter* w, void* element);

// Takes the lock, and takes w out if it is still there.
void Dequeue(Waiter* w);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_CHANNEL_H_
