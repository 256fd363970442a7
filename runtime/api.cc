// pagurus.h, as native code and gates call it.
#include <errno.h>
#include <sched.h>

#include "runtime/pagurus.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API int pag_go(void (*fn)(void*), void* arg) {
  if (!pagurus::IsSchedulerThread()) return EPERM;
  pagurus::G* g = pagurus::NewG(fn, arg);
  if (g == nullptr) return ENOMEM;
  pagurus::Ready(g);
  return 0;
}

// Managed code on a goroutine's stack does not come here but to the entry in
// arch/<cpu>/yield.S.
PAGURUS_API void pag_yield() { sched_yield(); }

PAGURUS_API void pag_goexit() {
  pagurus::Fatal(
      "pag_goexit in native code, in a callback or on a thread without "
      "goroutines");
}
