// What keeps or watches objects besides references: handles, registered roots,
// weak references, finalizers.  Each is a table under one lock, which is taken
// with Enter (cache.h), so that a collection has the tables to itself.
//
//   table             keeps                     at the end of a cycle
//   handles, roots    the objects               -
//   weak references   nothing                   of unmarked ones become null
//   finalizers        what the objects refer    unmarked objects are marked and
//                     to, not the objects       queued: weak references are
//                                               cleared before
//   queue             the objects               -
#ifndef PAGURUS_GC_TABLES_H_
#define PAGURUS_GC_TABLES_H_

#include <stdint.h>

#include "gc/mark.h"
#include "runtime/pagurus_gc.h"
#include "runtime/sched/lock.h"

namespace pagurus {

extern Lock tables_lock;

// All of the following under the lock, and in native code.

// --- handles.cc ---
pag_handle NewHandle(uintptr_t object);
// Where the handle's reference is.  Dies if there is no such handle.
uintptr_t* HandleAt(pag_handle handle);
void FreeHandle(pag_handle handle);
uint64_t HandleCount();
void MarkHandles(Marker* marker);

// --- roots.cc ---
void AddRoots(void* begin, const pag_type* type, size_t n);
void RemoveRoots(void* begin);
void MarkRegisteredRoots(Marker* marker);

// --- weak.cc ---
pag_weak* NewWeak(uintptr_t object);
uintptr_t WeakObject(const pag_weak* weak);
void FreeWeak(pag_weak* weak);
// Those to unmarked objects become null.
void ClearWeak();

// --- finalizers.cc ---
// `object` is one's first byte.  Null takes it away.
void SetFinalizer(uintptr_t object, pag_finalizer finalizer);
void MarkFinalizers(Marker* marker);
// Marks and queues unmarked objects that have one.  Returns their bytes.
uint64_t QueueFinalizers();
bool FinalizersQueued();
// The next of the queue, which is kept until the next call; false if there is
// none.
bool NextFinalizer(uintptr_t* object, pag_finalizer* finalizer);
uint64_t FinalizersRun();

}  // namespace pagurus

#endif  // PAGURUS_GC_TABLES_H_
