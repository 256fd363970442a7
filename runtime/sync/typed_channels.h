// Channels whose elements hold references: where those in their buffers are
// found.
#ifndef PAGURUS_RUNTIME_SYNC_TYPED_CHANNELS_H_
#define PAGURUS_RUNTIME_SYNC_TYPED_CHANNELS_H_

#include "runtime/barrier.h"
#include "runtime/roots.h"
#include "runtime/sync/channel.h"

namespace pagurus {

// Under a RuntimeScope: ch has elements of this type; it is about to be freed.
void AddTypedChannel(pag_chan* ch, const pag_type* type);
void RemoveTypedChannel(pag_chan* ch);

// ch->lock is held: an element of it, which a collector that marks may not have
// visited, is about to be visited no longer; or the memory that one is about to
// be copied to, which may be an object's, is about to be overwritten.
inline void NoteElement(const pag_chan* ch, const void* element) {
  if (__builtin_expect(Marking(), 0) && ch->type != nullptr) {
    NoteWords(element, ch->element_size);
  }
}

// While the world runs (H7), a piece at a time under the locks: visits
// references that were in buffers, and in elements that waited to be sent, when
// marking began and still are.  One at a time.
class TypedChannelsVisit {
 public:
  TypedChannelsVisit();
  // False if that was the last piece.
  bool Step(const RootVisitor& visit);
};

// The world is stopped: visits references in buffers, and in elements that wait
// to be sent.
void VisitTypedChannels(const RootVisitor& visit);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_TYPED_CHANNELS_H_
