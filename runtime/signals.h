// Signals that the runtime wants to see itself.
#ifndef PAGURUS_RUNTIME_SIGNALS_H_
#define PAGURUS_RUNTIME_SIGNALS_H_

#include <signal.h>

namespace pagurus {

// Runs on a signal stack, as native code that has interrupted anything: it must
// not use what the interrupted code may hold (I7).  True: the signal was for
// the runtime.  False: it is the program's.
using OwnHandler = bool(int sig, siginfo_t* info, void* context);

// From now on `handler` sees `sig` before the program does.  The program's
// handler, the one that there is or one that is set later, gets what `handler`
// does not want; without one, nothing more happens.  sigaction goes on telling
// the program about its own.  Once per signal; not in a signal handler.
void TakeSignal(int sig, OwnHandler* handler);

// What is done instead of the kernel's default action, with `blocked` signals
// blocked.  The program is told, and thinks, that the action is SIG_DFL.
using DefaultHandler = void(int sig, siginfo_t* info, void* context);

// Where the action is SIG_DFL, now or later, `handler` runs; what the program
// handles or ignores is the program's.  Once per signal; not in a signal
// handler.
void SetDefaultHandler(int sig, DefaultHandler* handler,
                       const sigset_t& blocked);

// The kernel's default action, from now on.  In such a handler.
void UseKernelsDefault(int sig);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SIGNALS_H_
