// pag_unwind_to: from here to a pag_catch further down, whatever is between.
//
// As longjmp it restores absolutely (longjmp.cc): on a goroutine's stack the
// thread's state is always the same, on a system stack pag_catch's frame has
// it.  A token is checked before anything is done with it: it is this
// goroutine's, its frame lies below everything that still runs, and the stamp
// there is the token's, which pag_catch takes away when it returns.
#include "arch/entries.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/sched/stop_world.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

namespace pagurus {
namespace {

static_assert(sizeof(pag_frame_token) == sizeof(FrameToken));

FrameToken Read(const pag_frame_token* token) {
  FrameToken result;
  __builtin_memcpy(&result, token, sizeof result);
  return result;
}

// SP of the calling goroutine on its own stack: it is in native code, or was
// called back from it, or ends; 0 if it is none.
uintptr_t GoroutineSp() {
  const TransitionRecord* record = pag_tls.transition;
  return record == nullptr ? 0 : record->sp;
}

// The goroutine's own stack from `sp` up to `end`: words, not memset, which may
// be the program's.
void ClearFrames(uintptr_t sp, uintptr_t end) {
  for (; sp < end; sp += sizeof(uintptr_t)) {
    *reinterpret_cast<volatile uintptr_t*>(sp) = 0;
  }
}

// A handler has frames of its own; what it interrupted is in no state to be
// returned to.
bool InSignalHandler(const M* m) { return pag_tls.g == &m->signal_g; }

// Where the token's frame is; null if there is none any more.  The caller
// stands on the thread's own system stack, above `here`.
CatchFrame* Find(const FrameToken& token, const M* m, uintptr_t here) {
  const G* g = pag_tls.g;
  if (token.stamp == 0 || token.g_id != g->id) return nullptr;
  uintptr_t lowest = here, place = token.place;
  uintptr_t highest = m->g0->stack_hi == 0 ? UINTPTR_MAX : m->g0->stack_hi;
  if (InSignalHandler(m)) highest = m->handler_frame;
  if (token.on_system == 0) {
    lowest = GoroutineSp();
    highest = g->stack_hi;
    place = highest - place;
    if (lowest == 0) return nullptr;
  }
  if (place < lowest || place > highest - sizeof(CatchFrame) ||
      place % sizeof(uintptr_t) != 0) {
    return nullptr;
  }
  auto* frame = reinterpret_cast<CatchFrame*>(place);
  return frame->stamp == token.stamp ? frame : nullptr;
}

}  // namespace
}  // namespace pagurus

PAG_UNINSTRUMENTED PAGURUS_API int pag_can_unwind_to(
    const pag_frame_token* token) {
  using namespace pagurus;
  const M* m = pag_tls.m;
  if (m == nullptr) return 0;
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return Find(Read(token), m, here) != nullptr;
}

PAG_UNINSTRUMENTED PAGURUS_API void pag_unwind_to(const pag_frame_token* token,
                                                  uintptr_t value) {
  using namespace pagurus;
  M* m = pag_tls.m;
  if (m == nullptr) {
    Fatal("pag_unwind_to on a thread that has run no managed code");
  }
  if (value == 0) Fatal("pag_unwind_to with the value 0");
  const FrameToken where = Read(token);
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  CatchFrame* frame = Find(where, m, here);
  if (frame == nullptr) {
    if (where.g_id == pag_tls.g->id) {
      Fatal("pag_unwind_to a frame that does not exist any more");
    }
    Fatal(InSignalHandler(m) ? "pag_unwind_to out of a signal handler"
                             : "pag_unwind_to a frame of another goroutine");
  }
  G* g = pag_tls.g;
  ThreadState& tls = pag_tls;
  const bool on_system = where.on_system != 0;
  const uintptr_t guard = BecomeManagedByJump(
      m, g, !on_system, on_system ? frame->callback_top : m->callback_base);
  // Tokens of the frames that this leaves must not find them any more.
  if (!on_system) {
    ClearFrames(GoroutineSp(), reinterpret_cast<uintptr_t>(frame));
  }
  g->arena_cur = frame->arena_cur;
  tls.sys_sp = on_system ? 0 : m->sys_base();
  tls.callback_top = on_system ? frame->callback_top : m->callback_base;
  __atomic_store_n(&tls.transition, on_system ? frame->transition : nullptr,
                   __ATOMIC_RELEASE);
  SanitizerLongjmp(on_system ? nullptr : g);
  __pag_unwind_resume(reinterpret_cast<uintptr_t>(frame), value, guard);
}
