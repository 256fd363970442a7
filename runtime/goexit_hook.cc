// What pag_goexit does first: the language's deferred calls.
#include "arch/entries.h"
#include "runtime/pagurus.h"

constinit void (*__pag_goexit_hook)(void) = nullptr;

extern "C" __attribute__((visibility("default"))) void (
    *pag_set_goexit_hook(void (*hook)(void)))(void) {
  return __atomic_exchange_n(&__pag_goexit_hook, hook, __ATOMIC_ACQ_REL);
}
