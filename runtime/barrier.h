// The write barrier: what is overwritten while a collector marks (H6).
//
// A collector that marks while the program runs follows references as they were
// at one moment, the cycle's beginning: what was reachable then, and what has
// been allocated since, lives (a snapshot: T. Yuasa, "Real-time garbage
// collection on general-purpose machines", 1990).  So before a word of memory
// that may hold a reference is overwritten, its old value is noted, and the
// collector follows it as well.  A value that is stored needs no note: it was
// reachable at the beginning, or it is new.  Two threads that overwrite one
// word at the same time need not agree who comes first, for the same reason.
//
// Stacks have no barrier.  Each is visited before its goroutine goes on for the
// first time since the beginning (sched/claim.h).
//
//   pag_tls.notes ──────────────┐             one page per thread that notes
//                               ▼
//      | header | word word word ...     |    a multiple of PAG_NOTE_PAGE: full
//          │ next
//          ▼  full pages, for the collector to take
//
// Noted words need not be references.
//
// A program overwrites words faster than anybody takes pages out of the list.
// So a collector follows notes (FollowNotes): who fills a page hands its words
// over at once and goes on with the same page, as in Go (wbBufFlush), and pays
// for what it overwrites; the collector's memory grows with the objects alone.
// The list is for the pages that are left: of threads that end, and those that
// nobody can hand over there, because what they have interrupted may hold the
// collector's locks.  Those are of signal handlers.  One that has interrupted
// native code is not waited for when the world is stopped, so it has no page
// that is the thread's alone: handlers share one, under the list's lock.
#ifndef PAGURUS_RUNTIME_BARRIER_H_
#define PAGURUS_RUNTIME_BARRIER_H_

#include <stddef.h>
#include <stdint.h>

#include "arch/context.h"
#include "arch/entries.h"
#include "runtime/roots.h"

// 1 while a collector marks, else 0.  Changes while the world is stopped, so
// that in managed code, and in the runtime on its behalf or in a RuntimeScope,
// it is the same from one safepoint to the next.
extern "C" PAG_ASM char __pag_marking;

namespace pagurus {

struct M;

inline bool Marking() {
  return __atomic_load_n(&__pag_marking, __ATOMIC_RELAXED) != 0;
}

// While Marking.  Any thread, on a system stack, whatever locks it holds.
inline void NoteWord(uintptr_t word) {
  const uintptr_t place = pag_tls.notes;
  if (__builtin_expect(place % PAG_NOTE_PAGE == 0, 0)) {
    return __pag_note_slow(word);
  }
  *reinterpret_cast<uintptr_t*>(place) = word;
  pag_tls.notes = place + sizeof word;
}

// The words at multiples of 8 in the range.
void NoteWords(const void* begin, size_t bytes);

// [begin, begin + bytes) is about to be overwritten, or to be a root no longer,
// before the caller's RuntimeScope ends, or its operation on behalf of managed
// code.
inline void NoteOverwritten(const void* begin, size_t bytes) {
  if (__builtin_expect(Marking(), 0)) NoteWords(begin, bytes);
}
inline void NoteDropped(const void* reference) {
  if (__builtin_expect(Marking(), 0)) {
    NoteWord(reinterpret_cast<uintptr_t>(reference));
  }
}

// --- for collectors ---

// The world is stopped by the caller: from here on words are noted.  Dies if
// they are already.
void BeginNotes();
// The same.  From here to EndNotes a thread that has filled a page calls
// follow(arg, words, n) instead of putting it into the list.
using FollowFn = void(void* arg, const uintptr_t* words, size_t n);
void FollowNotes(FollowFn* follow, void* arg);
// The same; what is still noted is forgotten.
void EndNotes();
// Visits what is in full pages, and if the caller has stopped the world, in the
// others.  How many words.
size_t TakeNotes(const RootVisitor& visit);

// --- for signal handlers ---

// The calling thread, which is m's, is about to run a handler, and has run it:
// meanwhile its page is put aside, where who stops the world finds it.  What
// the handler has interrupted may be about to write there: then the world is
// not stopped (H6), and the page comes back.  If the first returns true, and
// the handler returns, the second one is called.
bool PutNotesAside(M* m);
void TakeNotesBack(M* m);

// --- for the life of threads ---

// The calling thread, which is m's, ends.
void LeaveNotes(M* m);
// In a child process: nobody marks.
void ForgetNotes();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_BARRIER_H_
