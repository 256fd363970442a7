// Faults, and signals that ask what the program is doing.
//
//   SIGSEGV SIGBUS SIGFPE SIGILL SIGTRAP SIGSYS SIGABRT
//       where the program has no handler of its own: what happened, the trace
//       of the goroutine that did it (PAGURUS=traceback=...), and then what the
//       kernel does without a handler, so that the exit status and the core
//       are what they would have been
//   SIGQUIT
//       the same with all goroutines; PAGURUS=sigquit=continue: and goes on
//
// The handler runs on the thread's signal stack and may have interrupted
// anything, the runtime with its locks held included: it takes none and
// allocates nothing (I7).
#ifndef PAGURUS_RUNTIME_TRACEBACK_FAULT_H_
#define PAGURUS_RUNTIME_TRACEBACK_FAULT_H_

namespace pagurus {

// Once, before any managed code runs.
void HandleFaults();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_FAULT_H_
