// What keeps or watches objects besides references: handles, registered roots,
// weak references, finalizers.  Each is a table under one lock, which is taken
// with Enter (cache.h).
//
//   table             keeps                     when all has been marked
//   handles, roots    the objects               -
//   weak references   nothing                   of unmarked ones become null
//   finalizers        what the objects refer    unmarked objects are marked and
//                     to, not the objects       queued: weak references are
//                                               cleared before
//   queue             the objects               -
//
// While a cycle marks, a table is walked a piece at a time, and others use it
// in between.  What they add was reachable when the cycle began, or is newer,
// and so is marked anyway.  What they take out, or read from a weak reference,
// may have been reachable from there alone: it is shaded, that is, marked, and
// kept for a marker (docs/heap.md).
#ifndef PAGURUS_GC_TABLES_H_
#define PAGURUS_GC_TABLES_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/cache.h"
#include "gc/mark.h"
#include "runtime/pagurus_gc.h"
#include "runtime/sched/lock.h"

namespace pagurus {

extern Lock tables_lock;

// How a walk holds the lock: for one piece after the other, or, if all
// allocators are stopped by the caller, not at all.
template <typename F>
void WalkTable(bool stopped, size_t (*size)(), F visit) {
  constexpr size_t kPiece = 512;
  for (size_t i = 0;;) {
    if (!stopped) Enter(&tables_lock);
    const size_t n = size();
    const size_t end = n < i + kPiece ? n : i + kPiece;
    while (i < end) visit(i++);
    if (!stopped) Leave(&tables_lock);
    if (i >= n) return;
  }
}

// All of the following under the lock, and in native code; those with `stopped`
// with it only if that is set.

// --- shade.cc ---
// From now on what is shaded is marked for this work; null: nothing is.
void SetShadedWork(MarkWork* work);
// Marks the object that `word` points to or into, if a cycle marks; any word.
void Shade(uintptr_t word);
// Hands what has been shaded to the marker, which marks for that work.
void TakeShaded(bool stopped, Marker* marker);

// --- handles.cc ---
pag_handle NewHandle(uintptr_t object);
// The handle's reference.  Dies if there is no such handle.
uintptr_t HandleObject(pag_handle handle);
void SetHandle(pag_handle handle, uintptr_t object);
void FreeHandle(pag_handle handle);
uint64_t HandleCount();
void MarkHandles(bool stopped, Marker* marker);

// --- roots.cc ---
void AddRoots(void* begin, const pag_type* type, size_t n);
void RemoveRoots(void* begin);
void MarkRegisteredRoots(bool stopped, Marker* marker);

// --- weak.cc ---
pag_weak* NewWeak(uintptr_t object);
// Shades what it returns.
uintptr_t WeakObject(const pag_weak* weak);
void FreeWeak(pag_weak* weak);
// Everything reachable has been marked: from now on those to unmarked objects
// read as null.
void BeginClearingWeak();
// They are.  From now on marks mean nothing to WeakObject.
void ClearWeak(bool stopped);

// --- finalizers.cc ---
// `object` is one's first byte.  Null takes it away.
void SetFinalizer(uintptr_t object, pag_finalizer finalizer);
void MarkFinalizers(bool stopped, Marker* marker);
// Marks and queues unmarked objects that have one.  Counts them as the work's.
void QueueFinalizers(bool stopped, MarkWork* work);
bool FinalizersQueued();
// The next of the queue, which is kept until the next call; false if there is
// none.
bool NextFinalizer(uintptr_t* object, pag_finalizer* finalizer);
uint64_t FinalizersRun();

}  // namespace pagurus

#endif  // PAGURUS_GC_TABLES_H_
