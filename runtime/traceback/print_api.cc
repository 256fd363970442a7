// pag_print_goroutines.
#include <errno.h>

#include "runtime/pagurus.h"
#include "runtime/signal_mask.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/goroutines.h"
#include "runtime/traceback/traceback.h"

extern "C" __attribute__((visibility("default"))) void pag_print_goroutines(
    int fd) {
  using namespace pagurus;
  const int saved = errno;
  const Registers here = HereRegisters();
  SignalsBlocked blocked;  // a handler that left would leave the scope behind
  DumpScope scope;
  if (scope.entered()) {
    Printer out(fd);
    PrintCurrent(&out, here, false);
    PrintOtherGoroutines(&out);
  }
  errno = saved;
}
