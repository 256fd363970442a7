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
  // In its ring; null: not begun.  What has been taken out there since is
  // noted, what has been put there does no harm.
  const char* place = nullptr;
  size_t left = 0;

  void Next() {
    ch = ch->next_typed;
    place = nullptr;
  }
};
constinit Progress progress{};

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

void VisitSenders(const pag_chan* ch, const RootVisitor& visit) {
  for (const Waiter* w = ch->senders.first(); w != nullptr; w = w->next) {
    VisitObject(ch->type, w->element, visit);
  }
}

// Goes on with progress.ch, at most `n` elements; if it is done.
bool VisitPiece(const RootVisitor& visit, size_t n) {
  const pag_chan* ch = progress.ch;
  if (progress.place == nullptr) {
    VisitSenders(ch, visit);
    progress.place = ch->head;
    progress.left = ch->size();
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
  if (progress.ch == ch) progress.Next();
  *ch->link_typed = ch->next_typed;
  if (ch->next_typed != nullptr) ch->next_typed->link_typed = ch->link_typed;
}

TypedChannelsVisit::TypedChannelsVisit() {
  SignalsBlocked blocked;
  Locked locked(&typed_lock);
  // New ones are put in front of it: what is in them is not from before.
  progress = {first_typed, nullptr, 0};
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
    VisitSenders(ch, visit);
  }
}

}  // namespace pagurus
