// Finalizers.
//
// An object that has one keeps what it refers to, not itself: so when it is
// found unreachable, everything that its finalizer may look at is still there,
// and has not been finalized itself (as in Go).  No second marking is needed,
// only the object's own mark.
#include "gc/heap.h"
#include "gc/pages.h"
#include "gc/slot_table.h"
#include "gc/tables.h"

namespace pagurus {
namespace {

struct Queued {
  uintptr_t object;
  pag_finalizer finalizer;
};

constinit SlotTable<pag_finalizer> finalizers;
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

void MarkFinalizers(bool stopped, Marker* marker) {
  WalkTable(
      stopped, +[] { return finalizers.slots(); },
      [marker](size_t i) {
        const uintptr_t object = finalizers.slot(i).key;
        if (object != 0) marker->MarkReferencesOf(object);
      });
  // What is taken out of the queue is shaded; what comes in, comes at a cycle's
  // end.
  WalkTable(
      stopped, +[] { return queue.size(); },
      [marker](size_t i) {
        if (i >= next) marker->Mark(queue[i].object);
      });
  WalkTable(
      stopped, +[] { return size_t{1}; },
      [marker](size_t) { marker->Mark(running); });
}

// An object that gets a finalizer meanwhile is reachable, and marked.
void QueueFinalizers(bool stopped, MarkWork* work) {
  WalkTable(
      stopped, +[] { return finalizers.slots(); },
      [work](size_t i) {
        const auto slot = finalizers.slot(i);
        if (slot.key == 0) return;
        Span* s = pages.SpanAt(slot.key);
        if (!MarkBeside(s, s->CellAt(slot.key))) return;
        work->Count(s->cell_bytes, 0);
        queue.Push({slot.key, slot.value});
        finalizers.Remove(slot.key);
      });
}

bool FinalizersQueued() { return next < queue.size(); }

bool NextFinalizer(uintptr_t* object, pag_finalizer* finalizer) {
  Shade(running);
  running = 0;
  if (next == queue.size()) {
    queue.Clear();
    next = 0;
    return false;
  }
  const Queued& q = queue[next++];
  Shade(q.object);
  running = *object = q.object;
  *finalizer = q.finalizer;
  ++taken;
  return true;
}

uint64_t FinalizersRun() { return taken; }

}  // namespace pagurus
