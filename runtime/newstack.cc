// newstack: what a failed prologue check wants, and giving it.
//
// A check fails because the frame does not fit, or because the guard is
// poisoned: to force a move, or because somebody wants this M's attention.
// Which it is is found by arithmetic and by looking at what may be wanted, not
// by looking at the guard word a second time: two reads may disagree.
#include "arch/entries.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"
#include "runtime/sched/preempt.h"
#include "runtime/start_size.h"
#include "runtime/switches.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {
namespace {

// Checks since the last forced move, of all goroutines (roughly).
constinit Counter checks{};

bool ForcedMoveIsDue() {
  if (switches.stressmove == 0) return false;
  if (++checks < switches.stressmove) return false;
  checks = 0;
  return true;
}

[[noreturn]] void FatalStackLimit(const G* g, const StackEnd& end) {
  Printer()
      .Text("pagurus: fatal error: goroutine stack exceeds ")
      .Dec(switches.maxstack)
      .Text("-byte limit\n");
  PrintTrace(g, end.pc, end.sp, end.entry);
  Die();
}

// The size, from the present one by doubling, in which `need` bytes fit; 0 if
// beyond the limit.
size_t SizeFor(const G* g, size_t need) {
  size_t size = g->stack_size();
  while (size < need) size *= 2;
  return size > g->stack_size() && size > switches.maxstack ? 0 : size;
}

void Grow(G* g, size_t size, const StackEnd& end) {
  LearnGrowth(g->start.fn, g->stack_size());
  g->shrink.Grew();
  if (!ResizeInPlace(g, size, end)) CopyStack(g, size, end);
}

// g has its P.
G* Unpoisoned() {
  G* g = pag_tls.g;
  EnsureP();
  // It is if somebody has tried to take the P.
  if (__atomic_load_n(&g->stack_guard, __ATOMIC_RELAXED) == kGuardPoison) {
    __atomic_store_n(&g->stack_guard, GuardOf(g), __ATOMIC_RELAXED);
  }
  if (pag_tls.transition != nullptr) {
    Fatal("a stack check on a goroutine stack inside a native call (I2)");
  }
  return g;
}

void NewStack(SaveArea* area) {
  G* g = Unpoisoned();
  const StackEnd end = EndAtCheck(g, area);
  if (CheckG(g, CheckLevel::kShallow) != nullptr) {
    Fatal(CheckG(g, CheckLevel::kShallow));
  }
  const size_t size = SizeFor(g, NeededBytes(g, end));
  if (size == 0) FatalStackLimit(g, end);
  const bool forced = ForcedMoveIsDue();
  if (size != g->stack_size()) {
    Grow(g, size, end);
  } else if (forced) {
    CopyStack(g, size, end);
  }
  Attend(g, area, false);
  SanitizerReleaseP(pag_tls.m->p.load(std::memory_order_relaxed));
}

void AtPoll(SaveArea* area) {
  G* g = Unpoisoned();
  if (ForcedMoveIsDue()) CopyStack(g, g->stack_size(), EndAtPoll(area));
  Attend(g, area, true);
  SanitizerReleaseP(pag_tls.m->p.load(std::memory_order_relaxed));
}

}  // namespace
}  // namespace pagurus

using namespace pagurus;

// On the system stack, with the arguments of the function that called
// morestack in *area.  Returns with area->sp on a stack with room.
PAG_UNINSTRUMENTED void __pag_newstack(SaveArea* area) {
  __pag_enter_system_stack();
  NewStack(area);
  __pag_leave_system_stack();
}

// The same at a poll, where the function has its frame.
PAG_UNINSTRUMENTED void __pag_at_poll(SaveArea* area) {
  __pag_enter_system_stack();
  AtPoll(area);
  __pag_leave_system_stack();
}

// Both on a system stack, in managed code that native code called: no
// stack can move.  The check failed because that stack is used up, because the
// guard was poisoned for attention, or because this is another stack than the
// thread's own (a signal's), about which nothing is known.
// The thread counts as managed code again when this returns.
void __pag_newstack_system(SaveArea* area) {
  M* m = pag_tls.m;
  if (area->sp >= m->g0->stack_lo && area->sp < m->callback_guard) {
    const FuncInfo* func =
        FindCaller(*reinterpret_cast<const uintptr_t*>(area->sp));
    Printer out;
    out.Text(
        "pagurus: fatal error: system stack used up in managed code that "
        "native code called: ");
    out.Address(func == nullptr ? 0 : func->begin).Text("\n");
    out.Flush();
    const Registers here = HereRegisters();
    DumpScope scope;
    if (scope.entered() && switches.traceback != kTracebackNone) {
      PrintCurrent(&out, here, false);
      out.Flush();
    }
    Die();
  }
  AttendInCallback();
  BecomeManaged(m, false);
  // Not before: it may wait for a P, and the world be stopped meanwhile.
  (pag_tls.callback_top - 1)->left = 0;
}
