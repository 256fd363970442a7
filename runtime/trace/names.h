// Names of goroutines' functions, for a trace: many events and few functions.
#ifndef PAGURUS_RUNTIME_TRACE_NAMES_H_
#define PAGURUS_RUNTIME_TRACE_NAMES_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// The name of the function at `fn`, valid as long as the process; null if it
// has none.  By who writes the trace; no lock, no heap (I7).
const char* FunctionName(uintptr_t fn, size_t* length);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACE_NAMES_H_
