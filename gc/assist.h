// Assists: who allocates marks, if marking does not keep up (pacer.h).
//
// The heap must not grow past its goal because one thread marks and all others
// allocate.  Whoever comes to allocation's slow path while more has been
// allocated than is this cycle's share marks some objects: as many as are
// missing, but no more than some multiple of what it is about to take, so that
// nobody waits long.  It takes gray objects from those that markers share, and
// gives back what is left.  If there are none, markers have them all, and it
// waits a little for them to come on: they may not even be running.
//
// The collector closes the gate before it stops the world for the end: then
// nothing gray is anywhere else.
//
//   gate   | closed | threads that assist |
#ifndef PAGURUS_GC_ASSIST_H_
#define PAGURUS_GC_ASSIST_H_

#include <stddef.h>
#include <stdint.h>

#include "gc/mark.h"

namespace pagurus {

// From here on for this work, until the gate is closed.  The collector's.
void OpenAssists(MarkWork* work);
// Waits for those who assist.
void CloseAssists();

// The caller is about to take memory for `bytes` bytes: marks what is missing.
// True if something is, and nothing was there to follow: then it waits for
// markers (waits.h) and tries again.  In native code, with no lock held.
bool Assist(size_t bytes);
// All of it, for a thread that cannot park: but then allocation goes on some
// time.
void AssistOrWait(size_t bytes);
// How many of those who wait for markers are to try again: all (kEverybody) if
// nothing is missing any more, or as many as would find something to follow; if
// none would, markers are asked for some.  Any thread, perhaps with a lock
// held; quick.
uint32_t MayTryAgain();
inline constexpr uint32_t kEverybody = UINT32_MAX;

// Since the process began: how often, and how many bytes they have marked.
uint64_t Assists();
uint64_t AssistedBytes();

}  // namespace pagurus

#endif  // PAGURUS_GC_ASSIST_H_
