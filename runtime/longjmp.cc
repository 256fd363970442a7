// longjmp restores absolutely: whatever stands between here and the setjmp,
// native frames, callbacks, a signal handler, the thread's state is afterwards
// what it was there.  On a goroutine's stack that state is always the same (no
// transition, no callback record in use), and the stack may have moved.
#include "runtime/longjmp.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/stop_world.h"

using namespace pagurus;

namespace {

// The goroutine that this thread was running when whatever runs now began.
G* Interrupted(const M* m) {
  if (pag_tls.g != &m->signal_g) return pag_tls.g;
  return m->curg.load() != nullptr ? m->curg.load() : m->g0;
}

void CheckOwner(const M* m, const JmpBuf& buf) {
  if (!IsOurJmpBuf(&buf)) {
    Fatal("longjmp with a buffer that setjmp has not filled");
  }
  const G* g = buf.g;
  if ((g != pag_tls.g && g != Interrupted(m)) || g->id != buf.g_id) {
    Printer()
        .Text("pagurus: fatal error: longjmp with a buffer of goroutine ")
        .Dec(buf.g_id)
        .Text(" in goroutine ")
        .Dec(pag_tls.g->id)
        .Text("\n");
    Die();
  }
}

}  // namespace

// On a system stack.
PAG_UNINSTRUMENTED void __pag_longjmp_native(JmpBuf* buf, int val) {
  M* m = pag_tls.m;
  if (m == nullptr) Fatal("longjmp on a thread that has run no managed code");
  CheckOwner(m, *buf);
  G* g = buf->g;
  uintptr_t sp = buf->sp;
  uintptr_t guard;
  ThreadState& tls = pag_tls;
  const bool in_handler = tls.g == &m->signal_g;
  if (buf->on_system != 0) {
    guard = BecomeManagedByJump(m, g, false, buf->callback_top);
    tls.sys_sp = 0;
    tls.transition = buf->transition;
    tls.callback_top = buf->callback_top;
  } else {
    if (m->committing) {
      SetStack(g, m->new_stack.lo, m->new_stack.hi);
      m->committing = false;
    }
    if (sp > g->stack_size()) Fatal("longjmp with a damaged buffer");
    guard = BecomeManagedByJump(m, g, true, m->callback_base);
    sp = g->stack_hi - sp;
    tls.sys_sp = m->sys_base();
    tls.transition = nullptr;
    tls.callback_top = m->callback_base;
  }
  if (in_handler && g != &m->signal_g) ResetArena(&m->signal_g);
  g->arena_cur = buf->arena_cur;
  SanitizerLongjmp(buf->on_system != 0 ? nullptr : g);
  if (buf->mask_saved != 0) {
    syscall(SYS_rt_sigprocmask, SIG_SETMASK, &buf->mask, nullptr,
            sizeof buf->mask);
  }
  const uintptr_t value = val == 0 ? 1 : static_cast<uint32_t>(val);
  __pag_longjmp_resume(buf, value, sp, guard);
}
