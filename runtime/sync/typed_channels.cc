#include "runtime/sync/typed_channels.h"

#include "runtime/sched/fork.h"
#include "runtime/sched/lock.h"

namespace pagurus {
namespace {

constinit Lock typed_lock(LockRank::kPools);
PAG_HOLD_ACROSS_FORK(typed_lock);
constinit pag_chan* first_typed = nullptr;

void VisitChannel(pag_chan* ch, const RootVisitor& visit) {
  const char* element = ch->head;
  for (size_t left = ch->size(); left != 0; --left) {
    VisitObject(ch->type, element, visit);
    element += ch->element_size;
    if (element == ch->ring_end) element = ch->ring;
  }
  for (const Waiter* w = ch->senders.first(); w != nullptr; w = w->next) {
    VisitObject(ch->type, w->element, visit);
  }
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
  *ch->link_typed = ch->next_typed;
  if (ch->next_typed != nullptr) ch->next_typed->link_typed = ch->link_typed;
}

void VisitTypedChannels(const RootVisitor& visit) {
  for (pag_chan* ch = first_typed; ch != nullptr; ch = ch->next_typed) {
    VisitChannel(ch, visit);
  }
}

}  // namespace pagurus
