// Elements that lie in the frames of goroutines that wait.
//
// `long n; pag_chan_recv(ch, &n)`: n is in the goroutine's frame, which moves,
// and others write there while the goroutine waits.  They would have to ask
// whether its stack is being moved.  So nobody is given an address in a frame:
// while it waits, the element is sheltered, in a word of its G if it fits there
// and else in a block of memory, and whoever hands it over knows no other
// place.  The goroutine copies it when it goes on, when nobody but the M that
// runs it can move its stack:
//
//      frame             G, or a block            another goroutine
//      send: n ── Shelter ──▶ [ n ] ───────────────────▶ receives it
//      recv: n ◀── Unshelter ─ [ n ] ◀────────────────── sends it
//
// What it remembers is the distance of `n` from the stack's top, which a move
// does not change.  (Elements of a select are pinned: its cases hold their
// addresses.)
#ifndef PAGURUS_RUNTIME_SYNC_SHELTER_H_
#define PAGURUS_RUNTIME_SYNC_SHELTER_H_

#include <stddef.h>

#include "runtime/g.h"

namespace pagurus {

struct RootVisitor;

// Where others find the element of g, which is about to wait: `element` itself
// if that is in no stack that moves.  Dies without memory for a large one.
void* Shelter(G* g, void* element, size_t size, bool sends);

// If Unshelter has anything to do.
inline bool IsSheltered(const G* g) { return g->sheltered != 0; }

// The world is stopped: visits what is sheltered, whatever it holds.
void VisitSheltered(const G* g, const RootVisitor& visit);

// Before g goes on, in its resume function: the end of the shelter.  If
// `arrived`, what is in it goes into the frame of a receiver.
void Unshelter(G* g, bool arrived);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_SHELTER_H_
