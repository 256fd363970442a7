#include "runtime/sanitizers.h"

#if PAG_ASAN || PAG_TSAN

#include "runtime/m.h"
#include "runtime/signal_mask.h"

#if PAG_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif
#if PAG_TSAN
#include <sanitizer/tsan_interface.h>
#include <ucontext.h>
// What the current fiber reads and writes in between does not count.
extern "C" void __tsan_ignore_thread_begin();
extern "C" void __tsan_ignore_thread_end();
#endif

#if PAG_ASAN

// Both halves of a switch are done here, on the system stack: between them ASan
// does not look where it stands.
PAG_UNINSTRUMENTED void __pag_enter_system_stack() {
  pagurus::M* m = pag_tls.m;
  if (m == nullptr || !m->sanitizer.on_goroutine) return;
  pagurus::SignalsBlocked blocked;
  pagurus::SanitizerState& s = m->sanitizer;
  s.switching = true;
  __sanitizer_start_switch_fiber(nullptr, s.system_low, s.system_size);
  __sanitizer_finish_switch_fiber(s.fake_stack, nullptr, nullptr);
  s.on_goroutine = false;
  s.switching = false;
}

PAG_UNINSTRUMENTED void __pag_leave_system_stack() {
  pagurus::SignalsBlocked blocked;
  pagurus::SanitizerState& s = pag_tls.m->sanitizer;
  const pagurus::G* g = pag_tls.g;
  s.switching = true;
  __sanitizer_start_switch_fiber(
      &s.fake_stack, reinterpret_cast<void*>(g->stack_lo), g->stack_size());
  __sanitizer_finish_switch_fiber(nullptr, &s.system_low, &s.system_size);
  s.on_goroutine = true;
  s.switching = false;
}

#endif  // PAG_ASAN

namespace pagurus {
namespace {

#if PAG_TSAN
// In a process that fork has made: no fiber's accesses count there.
constinit bool in_child = false;

// While TSan makes a fiber, changes to one or unmakes it, the current one is
// for some steps one that is not whole: no handler may run as that.

PAG_UNINSTRUMENTED void SwitchTo(void* fiber) {
  if (in_child) __tsan_ignore_thread_end();
  __tsan_switch_to_fiber(fiber, 0);
  if (in_child) __tsan_ignore_thread_begin();
}

// The goroutine's fiber, kept in its G.
PAG_UNINSTRUMENTED void UseFiber(G* g) {
  SignalsBlocked blocked;
  if (g->fiber == nullptr) g->fiber = __tsan_create_fiber(0);
  SwitchTo(g->fiber);
}

PAG_UNINSTRUMENTED void DropFiber(G* g) {
  SignalsBlocked blocked;
  if (g->fiber != nullptr) __tsan_destroy_fiber(g->fiber);
  g->fiber = nullptr;
}

PAG_UNINSTRUMENTED void UseOwnFiber() {
  SignalsBlocked blocked;
  SwitchTo(pag_tls.m->sanitizer.fiber);
}
#else
void UseFiber(G*) {}
void DropFiber(G*) {}
void UseOwnFiber() {}
#endif

}  // namespace

PAG_UNINSTRUMENTED void SanitizerAttach(M* m) {
#if PAG_TSAN
  m->sanitizer.fiber = __tsan_get_current_fiber();
  if (in_child) __tsan_ignore_thread_begin();
#else
  (void)m;
#endif
}

PAG_UNINSTRUMENTED void SanitizerResume(G* g) {
  UseFiber(g);
#if PAG_ASAN
  pag_tls.g = g;
  __pag_leave_system_stack();
#endif
}

PAG_UNINSTRUMENTED void SanitizerPark() {
  __pag_enter_system_stack();
  UseOwnFiber();
}

PAG_UNINSTRUMENTED void SanitizerGoexit(G* g) { DropFiber(g); }

PAG_UNINSTRUMENTED void SanitizerLongjmp(G* g) {
#if PAG_ASAN
  __pag_enter_system_stack();
  {
    // Frames of the system stack, or of a signal's, are abandoned.  ASan asks
    // the C library for the stack's bounds under a lock.
    SignalsBlocked blocked;
    __asan_handle_no_return();
  }
  if (g != nullptr) __pag_leave_system_stack();
#endif
  if (g == nullptr || g == pag_tls.m->g0) return;
  UseOwnFiber();
  DropFiber(g);
  UseFiber(g);
}

#if PAG_TSAN
PAG_UNINSTRUMENTED bool SanitizerPutsOff(const M* m, const void* context) {
  // Not by its own functions, which are instrumented.
  const bool stop =
      m != nullptr && *reinterpret_cast<const volatile bool*>(&m->stop);
  const G* g = pag_tls.g;
  const auto sp = static_cast<uintptr_t>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
  return stop && (g == nullptr || sp < g->stack_lo || sp >= g->stack_hi);
}
#endif

void SanitizerReleaseP(P* p) {
#if PAG_TSAN
  if (p != nullptr) __tsan_release(p);
#else
  (void)p;
#endif
}

void SanitizerAcquireP(P* p) {
#if PAG_TSAN
  __tsan_acquire(p);
#else
  (void)p;
#endif
}

void SanitizerReleaseClaim(const G* g) {
#if PAG_TSAN
  __tsan_release(const_cast<std::atomic<uint8_t>*>(&g->claim));
#else
  (void)g;
#endif
}

void SanitizerAcquireClaim(const G* g) {
#if PAG_TSAN
  __tsan_acquire(const_cast<std::atomic<uint8_t>*>(&g->claim));
#else
  (void)g;
#endif
}

PAG_UNINSTRUMENTED void SanitizerInChild() {
#if PAG_TSAN
  if (!in_child) __tsan_ignore_thread_begin();
  in_child = true;
#endif
}

#if PAG_ASAN
PAG_UNINSTRUMENTED SanitizerSignalScope::SanitizerSignalScope()
    : on_goroutine_(pag_tls.m != nullptr && pag_tls.m->sanitizer.on_goroutine &&
                    !pag_tls.m->sanitizer.switching) {
  if (on_goroutine_) __pag_enter_system_stack();
}

PAG_UNINSTRUMENTED SanitizerSignalScope::~SanitizerSignalScope() {
  if (on_goroutine_) __pag_leave_system_stack();
}
#endif

}  // namespace pagurus

#endif  // PAG_ASAN || PAG_TSAN
