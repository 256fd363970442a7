// pag_traceback: a goroutine looks at its own frames.
#include "runtime/frame_walk.h"
#include "runtime/function_words.h"
#include "runtime/m.h"

extern "C" __attribute__((visibility("default"))) size_t pag_traceback(
    int (*visit)(const pag_frame* frame, void* context), void* context) {
  using namespace pagurus;
  const M* m = pag_tls.m;
  if (m == nullptr) return 0;
  // The record of the call that left the goroutine's stack: ours, or in a
  // callback the one that all this is inside of.
  const TransitionRecord* record = pag_tls.callback_top == m->callback_base
                                       ? pag_tls.transition
                                       : m->callback_base->transition;
  const G* g = m->curg.load(std::memory_order_relaxed);
  if (record == nullptr || g == nullptr) return 0;
  const auto* ret = reinterpret_cast<const uintptr_t*>(record->sp);
  size_t n = 0;
  FrameWalk walk(*ret, record->sp + sizeof(uintptr_t), g->stack_hi);
  for (; walk.ok() && !walk.frame().top(); walk.Next()) {
    const pag_frame frame = FrameOf(walk.frame().func, walk.frame().pc);
    ++n;
    if (visit(&frame, context) != 0) break;
  }
  return n;
}
