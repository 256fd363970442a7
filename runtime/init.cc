// What the process needs before any managed code runs.
#include <pthread.h>
#include <stdlib.h>

#include "arch/cpu.h"
#include "runtime/function_words.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/stats.h"
#include "runtime/switches.h"
#include "runtime/trace/file.h"
#include "runtime/traceback/fault.h"
#include "stackmaps/index.h"
#include "stackmaps/linked_module.h"

namespace pagurus {
namespace {

void Initialise() {
  if (!ParseSwitches(getenv("PAGURUS"), &switches)) Die();
  DetectVectorWidth();
  ErrorInfo error;
  if (!RegisterModule(LinkedModule(), &error)) {
    Printer()
        .Text("pagurus: fatal error: bad stack maps: ")
        .Text(error.message)
        .Text("\n");
    Die();
  }
  RegisterFunctionWords();
  HandleFaults();
  if (switches.stats != 0) atexit(PrintStats);
  if (switches.trace.text != nullptr) OpenTrace(switches.trace);
}

}  // namespace

void InitOnce() {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, Initialise);
}

}  // namespace pagurus
