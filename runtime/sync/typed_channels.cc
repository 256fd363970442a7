#include "runtime/sync/typed_channels.h"

#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"
#include "runtime/signal_mask.h"

namespace pagurus {
namespace {

constinit Lock typed_lock(LockRank::kPools);
PAG_HOLD_ACROSS_FORK(typed_lock);
constinit pag_chan* first_typed = nullptr;

// How far a visit while the world runs has come; under the lock.
struct Progress {
  pag_chan* ch = nullptr;
  // All its senders have been visited.
  bool senders_done = false;
  // In its ring, then.  What has been taken out there since is noted, what has
  // been put there does no harm.
  const char* place = nullptr;
  size_t left = 0;

  void Next() {
    ch = ch->next_typed;
    senders_done = false;
  }
};
constinit Progress progress{};

// Stands among the senders of progress.ch, if it stands anywhere: those in
// front of it have been visited, or have come to the front since.  It is one
// whose wait has ended elsewhere, so that who comes across it, taking out those
// in front of it, drops it.
constinit G nobody{};
constinit Waiter mark{};

// Elements and channels, at a time.
constexpr size_t kPiece = 256;

// Visits elements of the ring from `place` on.
const char* VisitRing(const pag_chan* ch, const char* place, size_t n,
                      const RootVisitor& visit) {
  for (; n != 0; --n) {
    VisitObject(ch->type, place, visit);
    place += ch->element_size;
    if (place == ch->ring_end) place = ch->ring;
  }
  return place;
}

// Elements of `w` and those behind it, at most n; where it stops.
Waiter* VisitSenders(const pag_chan* ch, Waiter* w, size_t n,
                     const RootVisitor& visit) {
  for (; w != nullptr && n != 0; w = w->next, --n) {
    if (w != &mark) VisitObject(ch->type, w->element, visit);
  }
  return w;
}

// Goes on with the senders of progress.ch, whose lock is held.
void VisitMoreSenders(const RootVisitor& visit, size_t n) {
  WaitQueue* senders = &progress.ch->senders;
  Waiter* next = senders->first();
  if (mark.queued) {
    next = mark.next;
    senders->Remove(&mark);
  }
  next = VisitSenders(progress.ch, next, n, visit);
  progress.senders_done = next == nullptr;
  if (next == nullptr) return;
  mark.g = &nobody;
  mark.ticket = 2;  // which is none of nobody's
  senders->PushBefore(next, &mark);
}

// Goes on with progress.ch, at most `n` elements; if it is done.
bool VisitPiece(const RootVisitor& visit, size_t n) {
  const pag_chan* ch = progress.ch;
  if (!progress.senders_done) {
    VisitMoreSenders(visit, n);
    progress.place = ch->head;
    progress.left = ch->size();
    if (!progress.senders_done) return false;
  }
  if (n > progress.left) n = progress.left;
  progress.place = VisitRing(ch, progress.place, n, visit);
  progress.left -= n;
  return progress.left == 0;
}

}  // namespace

void AddTypedChannel(pag_chan* ch, const pag_type* type) {
  ch->type = type;
  Locked locked(&typed_lock);
  ch->next_typed = first_typed;
  ch->link_typed = &first_typed;
  if (first_typed != nullptr) first_typed->link_typed = &ch->next_typed;
  first_typed = ch;
}

void RemoveTypedChannel(pag_chan* ch) {
  Locked locked(&typed_lock);
  if (progress.ch == ch) {
    // Nobody else uses it any more.
    ch->senders.Remove(&mark);
    progress.Next();
  }
  *ch->link_typed = ch->next_typed;
  if (ch->next_typed != nullptr) ch->next_typed->link_typed = ch->link_typed;
}

TypedChannelsVisit::TypedChannelsVisit() {
  SignalsBlocked blocked;
  Locked locked(&typed_lock);
  // New ones are put in front of it: what is in them is not from before.
  progress = {first_typed, false, nullptr, 0};
}

bool TypedChannelsVisit::Step(const RootVisitor& visit) {
  Locked locked(&typed_lock);
  for (size_t n = 0; n < kPiece; n += 1 + kPiece / 16) {
    pag_chan* ch = progress.ch;
    if (ch == nullptr) return false;
    // It is taken before typed_lock elsewhere.  Who holds it is soon done.
    if (!ch->lock.TryAcquire()) return true;
    const bool done = VisitPiece(visit, kPiece);
    ch->lock.Release();
    if (done) progress.Next();
  }
  return true;
}

void VisitTypedChannels(const RootVisitor& visit) {
  for (pag_chan* ch = first_typed; ch != nullptr; ch = ch->next_typed) {
    VisitRing(ch, ch->head, ch->size(), visit);
    VisitSenders(ch, ch->senders.first(), SIZE_MAX, visit);
  }
}

}  // namespace pagurus
