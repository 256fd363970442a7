// Channels whose elements hold references: where those in their buffers are
// found.
#ifndef PAGURUS_RUNTIME_SYNC_TYPED_CHANNELS_H_
#define PAGURUS_RUNTIME_SYNC_TYPED_CHANNELS_H_

#include "runtime/roots.h"
#include "runtime/sync/channel.h"

namespace pagurus {

// Under a RuntimeScope: ch has elements of this type; it is about to be freed.
void AddTypedChannel(pag_chan* ch, const pag_type* type);
void RemoveTypedChannel(pag_chan* ch);

// The world is stopped: visits references in buffers, and in elements that wait
// to be sent.
void VisitTypedChannels(const RootVisitor& visit);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_TYPED_CHANNELS_H_
