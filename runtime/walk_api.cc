// pag_traceback.
#include "runtime/frame_walk.h"
#include "runtime/function_words.h"
#include "runtime/m.h"
#include "runtime/traceback/goroutines.h"

namespace pagurus {
namespace {

using VisitFn = int(const pag_frame* frame, void* context);

// Nothing moves while the caller is in native code: its frames are looked at
// as the walk goes on.
size_t WalkOwn(VisitFn* visit, void* context) {
  const M* m = pag_tls.m;
  if (m == nullptr) return 0;
  const TransitionRecord* record = pag_tls.transition;
  const G* g = m->curg.load(std::memory_order_relaxed);
  if (record == nullptr || g == nullptr) return 0;
  const auto* ret = reinterpret_cast<const uintptr_t*>(record->sp);
  size_t n = 0;
  FrameWalk walk(*ret, record->sp + sizeof(uintptr_t), g->stack_hi);
  for (; walk.ok() && !walk.frame().top(); walk.Next()) {
    const pag_frame frame = FrameOf(walk.frame().func, walk.frame().pc - 1);
    ++n;
    if (visit(&frame, context) != 0) break;
  }
  return n;
}

// Collected first, because `visit` may take its time.
size_t WalkOther(uint64_t id, VisitFn* visit, void* context) {
  FrameList frames;
  if (!CollectGoroutine(id, &frames)) return 0;
  size_t n = 0;
  for (uint64_t i = 0; i < frames.total(); ++i) {
    if (!frames.kept(i)) continue;
    const FuncInfo* func = FindFunc(frames.at(i));
    if (func == nullptr || (func->flags & kFuncTop) != 0) continue;
    const pag_frame frame = FrameOf(func, frames.at(i));
    ++n;
    if (visit(&frame, context) != 0) break;
  }
  return n;
}

}  // namespace
}  // namespace pagurus

extern "C" __attribute__((visibility("default"))) size_t pag_traceback(
    uint64_t goroutine, int (*visit)(const pag_frame* frame, void* context),
    void* context) {
  using namespace pagurus;
  const M* m = pag_tls.m;
  const G* own = m == nullptr ? nullptr : m->curg.load();
  if (goroutine == 0 || (own != nullptr && own->id == goroutine)) {
    return WalkOwn(visit, context);
  }
  return WalkOther(goroutine, visit, context);
}
