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

// G::sheltered: the distance of a receiver's element from the stack's top in
// bytes << 4 | its size, for one in Gobuf.word; or kShelterBlock, for one in a
// block; 0: nothing is to be done before g goes on.
inline constexpr uintptr_t kShelterSizeMask = 15;
inline constexpr uintptr_t kShelterBlock = 15;

void* ShelterOther(G* g, void* element, size_t size, bool sends);
void UnshelterOther(G* g, bool arrived);

// Where others find the element of g, which is about to wait: `element` itself
// if that is in no stack that moves.  Dies without memory for a large one.
inline void* Shelter(G* g, void* element, size_t size, bool sends) {
  const uintptr_t up = reinterpret_cast<uintptr_t>(element) - g->stack_lo;
  if (up >= g->stack_size() ||
      g->status.load(std::memory_order_relaxed) == GStatus::kSystem) {
    return element;
  }
  if (__builtin_expect(size != sizeof g->sched.word, 0)) {
    return ShelterOther(g, element, size, sends);
  }
  if (sends) {
    __builtin_memcpy(&g->sched.word, element, sizeof g->sched.word);
  } else {
    g->sheltered = (g->stack_size() - up) << 4 | sizeof g->sched.word;
  }
  return &g->sched.word;
}

// The world is stopped: visits what is sheltered, whatever it holds.
void VisitSheltered(const G* g, const RootVisitor& visit);

// Before g goes on, in its resume function: the end of the shelter.  If
// `arrived`, what is in it goes into the frame of a receiver.
inline void Unshelter(G* g, bool arrived) {
  const uintptr_t sheltered = g->sheltered;
  if (!arrived || (sheltered & kShelterSizeMask) != sizeof g->sched.word) {
    return UnshelterOther(g, arrived);
  }
  g->sheltered = 0;
  __builtin_memcpy(reinterpret_cast<void*>(g->stack_hi - (sheltered >> 4)),
                   &g->sched.word, sizeof g->sched.word);
}

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYNC_SHELTER_H_
