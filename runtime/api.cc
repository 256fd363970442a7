// pagurus.h, as native code and gates call it.
#include <errno.h>
#include <sched.h>

#include "arch/entries.h"
#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched/native.h"
#include "runtime/sched/sched.h"
#include "runtime/sched/sysmon.h"

namespace pagurus {
namespace {

// Who called pag_go, which returns to `here`: a gate, if that was a goroutine.
uintptr_t Creator(uintptr_t here) {
  if (pag_tls.sys_sp == 0 || pag_tls.transition == nullptr) return here;
  return *reinterpret_cast<const uintptr_t*>(pag_tls.transition->sp);
}

}  // namespace
}  // namespace pagurus

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API int pag_go(void (*fn)(void*), void* arg) {
  using namespace pagurus;
  if (pag_tls.m == nullptr) AttachThread();
  if (sched.procs.load(std::memory_order_relaxed) == 0) return EPERM;
  RuntimeScope scope;
  G* g =
      NewG(fn, arg,
           Creator(reinterpret_cast<uintptr_t>(__builtin_return_address(0))));
  if (g == nullptr) return ENOMEM;
  StartSysmon();
  Start(g);
  return 0;
}

// Managed code on a goroutine's stack comes neither here nor to the next but
// to the managed entries in arch/<cpu>/.
void __pag_yield_native() { sched_yield(); }

void __pag_goexit_native() {
  pagurus::Fatal(
      "pag_goexit in native code, in a callback or on a thread without "
      "goroutines");
}
