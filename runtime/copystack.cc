// copystack: the mover.
//
// A stack is copied to the same distance from its new top, so every address in
// it changes by the same amount, delta.  The copy is corrected, not the
// original: until the last step the old stack is whole, and a signal handler
// that leaves by siglongjmp leaves a goroutine that can run.  (Of a very large
// one the pages are moved instead, which takes a fraction of the time; then no
// signal is let in.)
//
// Which words are addresses of the stack is not known, and need not be: the
// places that may hold one are known (I1), and a word there is one if and only
// if it lies in [lowest used byte, top).  Nothing else can look like one:
// homes hold pointers, and the words at the top belong to no object.  A dead
// home may hold anything; to rewrite it does no harm.
#include "runtime/copystack.h"

#include "arch/entries.h"
#include "runtime/debug_move.h"
#include "runtime/large_stack.h"
#include "runtime/m.h"
#include "runtime/move_frames.h"
#include "runtime/move_profile.h"
#include "runtime/print.h"
#include "runtime/signal_mask.h"
#include "runtime/stack_alloc.h"
#include "runtime/stats.h"
#include "runtime/switches.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {
namespace {

// Gives g its new stack.  Several words change, and a signal handler may jump
// out in between: then longjmp finishes it.
void Commit(G* g, StackRange fresh, uintptr_t* saved_sp, uintptr_t sp) {
  M* m = pag_tls.m;
  m->new_stack = fresh;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  m->committing = true;
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  SetStack(g, fresh.lo, fresh.hi);
  // From here on unwinders walk the new stack.  Others may look at it at any
  // time (traces; a run queue, to fetch what it points to).
  __atomic_store_n(saved_sp, sp, __ATOMIC_RELAXED);
  __atomic_signal_fence(__ATOMIC_SEQ_CST);
  m->committing = false;
}

void CountResize(size_t old_size, size_t new_size) {
  Stats& stats = pag_tls.m->stats;
  stats.grows += new_size > old_size;
  stats.shrinks += new_size < old_size;
  if (new_size > stats.max_stack_bytes) stats.max_stack_bytes = new_size;
}

// Puts g's frames into `fresh`; `pages`: MovePages may be tried.
void MoveTo(G* g, StackRange fresh, const StackEnd& end, bool pages) {
  const StackRange old{g->stack_lo, g->stack_hi};
  const uintptr_t lowest = *end.saved_sp;
  const size_t used = old.hi - lowest;
  const uintptr_t delta = fresh.hi - old.hi;
  Stats& stats = pag_tls.m->stats;
  Copy copy(lowest, old.hi, delta);
  pages = pages && MovePages(old, fresh, lowest);
  if (pages) {
    ++stats.pages_moved;
    copy.SetDone();
  } else {
    stats.bytes_copied += used;
  }
  if (switches.poison != 0) PoisonFreshStack(fresh, used);

  StackEnd moved = end;
  moved.sp += delta;
  if (switches.clobberdead != 0) {
    copy.All();
    ClobberDeadHomes(moved, fresh.hi);
  }

  Rewriter rewriter{lowest, used, delta};
  if (end.entry != nullptr) {
    for (unsigned i = 0; i < kEntryRegCount; ++i) {
      if ((end.entry->entry_regs >> i & 1) != 0) {
        rewriter.Word(end.registers->EntryReg(i));
      }
    }
    MoveStackArgs(end.entry, moved.sp, &copy, &rewriter);
    stats.slots += end.entry->n_stack_args;
  }
  const FrameCounts counts =
      MoveFrames(g, moved.pc, moved.sp, fresh.hi, &copy, &rewriter);
  stats.frames += counts.frames;
  stats.slots += counts.slots;
  stats.pointers_rewritten += rewriter.rewritten;
  ++stats.moves;
  CountResize(old.size(), fresh.size());
  if (switches.verify != 0) VerifyMove(g, moved, fresh.hi, {lowest, old.hi});

  Commit(g, fresh, end.saved_sp, lowest + delta);
  if (pages) return;
  if (switches.poison != 0) PoisonOldStack(old, lowest);
  FreeStack(old);
}

}  // namespace

StackEnd EndAtCheck(const G* g, SaveArea* area) {
  const auto* top = reinterpret_cast<const uintptr_t*>(area->sp);
  const FuncInfo* entry = FindCaller(top[0]);
  if (entry == nullptr) {
    FatalWalk(g, "a stack check without a frame record,", top[0], area->sp);
  }
  return {&area->sp, top[1], area->sp + 2 * sizeof(uintptr_t), entry, area};
}

StackEnd EndAtPoll(SaveArea* area) {
  const uintptr_t pc = *reinterpret_cast<const uintptr_t*>(area->sp);
  return {&area->sp, pc, area->sp + sizeof(uintptr_t), nullptr, nullptr};
}

StackEnd ParkedEnd(G* g) {
  if (g->preempted) {
    return g->at_poll ? EndAtPoll(g->save_area) : EndAtCheck(g, g->save_area);
  }
  const uintptr_t sp = g->sched.sp;
  if (g->sched.ctxt != nullptr) {
    // Not started: it stands at a function's entry, without a frame.
    const uintptr_t pc = *reinterpret_cast<const uintptr_t*>(sp);
    return {&g->sched.sp, pc, sp + sizeof(uintptr_t), nullptr, nullptr};
  }
  return {&g->sched.sp, g->sched.pc, sp, nullptr, nullptr};
}

size_t NeededBytes(const G* g, const StackEnd& end) {
  const uintptr_t sp = *end.saved_sp;
  if (end.entry == nullptr) return g->stack_hi - sp + kStackReserve;
  // Below the return address of `entry` its frame would begin.
  return g->stack_hi - (sp + sizeof(uintptr_t)) + end.entry->frame_size +
         kStackReserve;
}

bool MoveStack(G* g, size_t new_size, const StackEnd& end) {
  MoveProbe probe;
  BeginProbe(&probe, g);
  const StackRange fresh = AllocStack(new_size);
  if (fresh.lo == 0) return false;
  const StackRange old{g->stack_lo, g->stack_hi};
  if (CanMovePages(old, fresh, old.hi - *end.saved_sp)) {
    SignalsBlocked blocked;
    MoveTo(g, fresh, end, true);
  } else {
    MoveTo(g, fresh, end, false);
  }
  EndProbe(probe, g);
  return true;
}

void CopyStack(G* g, size_t new_size, const StackEnd& end) {
  if (!MoveStack(g, new_size, end)) {
    Fatal("no memory for a goroutine's stack");
  }
}

bool ResizeInPlace(G* g, size_t new_size, const StackEnd& end) {
  const StackRange old{g->stack_lo, g->stack_hi};
  const StackRange fresh{old.hi - new_size, old.hi};
  if (!IsLarge(old) || !IsLarge(fresh)) return false;
  const bool grows = new_size > old.size();
  MoveProbe probe;
  BeginProbe(&probe, g);
  if (grows && !GrowLarge(old, new_size)) return false;
  Commit(g, fresh, end.saved_sp, *end.saved_sp);
  CountResize(old.size(), new_size);
  ++pag_tls.m->stats.in_place;
  if (!grows) {
    ShrinkLarge(old, new_size);
  } else if (switches.poison != 0) {
    PoisonFreshStack(fresh, old.hi - *end.saved_sp);
  }
  EndProbe(probe, g);
  return true;
}

}  // namespace pagurus
