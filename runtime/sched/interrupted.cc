#include "runtime/sched/interrupted.h"

#include "arch/entries.h"
#include "runtime/m.h"
#include "runtime/traceback/cfi.h"
#include "stackmaps/index.h"

namespace pagurus {
namespace {

bool MayHoldReferences(const FuncInfo* func) {
  return func == nullptr || func->holds_references();
}

}  // namespace

InterruptedFrame::InterruptedFrame(M* m, const void* context) {
  Registers r = RegistersOf(context);
  if (IsAllocating(r.pc()) || IsNoting(r.pc()) || MayHoldReferences(FindFunc(r.pc())) ||
      StepByCfi(&r, true) != StepResult::kStepped) {
    return;
  }
  uintptr_t slot = r.sp() - sizeof(uintptr_t);
  if (pag_tls.sys_sp == 0 &&
      r.pc() == reinterpret_cast<uintptr_t>(__pag_callback_return)) {
    // Native code has called it: there is no frame.
    slot = 0;
  } else if (FindCaller(r.pc()) == nullptr) {
    return;
  }
  place_ =
      pag_tls.sys_sp != 0 ? &m->interrupted : &(pag_tls.callback_top - 1)->left;
  __atomic_store_n(place_, slot, __ATOMIC_RELAXED);
}

InterruptedFrame::~InterruptedFrame() {
  if (known()) __atomic_store_n(place_, uintptr_t{0}, __ATOMIC_RELAXED);
}

}  // namespace pagurus
