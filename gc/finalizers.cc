// Finalizers.
//
// An object that has one keeps what it refers to, not itself: so when it is
// found unreachable, everything that its finalizer may look at is still there,
// and has not been finalized itself (as in Go).  No second marking is needed,
// only the object's own mark.
#include "gc/address_map.h"
#include "gc/heap.h"
#include "gc/pages.h"
#include "gc/tables.h"

namespace pagurus {
namespace {

struct Queued {
  uintptr_t object;
  pag_finalizer finalizer;
};

constinit AddressMap<pag_finalizer> finalizers;
// In the order in which they were queued, from `next` on.
constinit Vector<Queued> queue;
constinit size_t next = 0;
constinit uintptr_t running = 0;  // object of the one that has been taken last
constinit uint64_t taken = 0;

}  // namespace

void SetFinalizer(uintptr_t object, pag_finalizer finalizer) {
  pag_finalizer* place = finalizers.Find(object);
  if (finalizer == nullptr) {
    if (place != nullptr) finalizers.Remove(object);
  } else if (place != nullptr) {
    *place = finalizer;
  } else {
    finalizers.Add(object, finalizer);
  }
}

void MarkFinalizers(Marker* marker) {
  for (const auto& entry : finalizers) {
    if (entry.key != 0) marker->MarkReferencesOf(entry.key);
  }
  for (size_t i = next; i < queue.size(); ++i) marker->Mark(queue[i].object);
  marker->Mark(running);
}

uint64_t QueueFinalizers() {
  const size_t before = queue.size();
  uint64_t bytes = 0;
  for (const auto& entry : finalizers) {
    if (entry.key == 0) continue;
    Span* s = pages.SpanAt(entry.key);
    const uint32_t cell = s->CellAt(entry.key);
    if (TestBit(s->mark_bits(), cell)) continue;
    s->mark_bits()[cell / 64] |= uint64_t{1} << (cell % 64);
    bytes += s->cell_bytes;
    queue.Push({entry.key, entry.value});
  }
  for (size_t i = before; i < queue.size(); ++i) {
    finalizers.Remove(queue[i].object);
  }
  return bytes;
}

bool FinalizersQueued() { return next < queue.size(); }

bool NextFinalizer(uintptr_t* object, pag_finalizer* finalizer) {
  running = 0;
  if (next == queue.size()) {
    queue.Clear();
    next = 0;
    return false;
  }
  const Queued& q = queue[next++];
  running = *object = q.object;
  *finalizer = q.finalizer;
  ++taken;
  return true;
}

uint64_t FinalizersRun() { return taken; }

}  // namespace pagurus
