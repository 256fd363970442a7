/* Pagurus: goroutines on small stacks that grow by moving.
 *
 * Public interface, C and C++.  "Managed" code is what Pagurus's compiler
 * driver compiled; "native" is everything else.
 *
 * Threads.  All goroutines run on the main thread, one at a time, until each
 * yields or ends.  Managed code also runs on every other thread, before main
 * (constructors), after it (atexit) and in signal handlers: there as a
 * callback, on the stack where native code called it, which does not move.
 *
 * Signals.  Handlers run on a signal stack of the thread's own (SA_ONSTACK is
 * forced; a stack that the program gives to sigaltstack is used instead), with
 * AT_MINSIGSTKSZ + 64 KiB.  They may be managed, and may leave by siglongjmp.
 *
 * setjmp, longjmp.  A buffer that managed code filled is good for the
 * goroutine that filled it, from managed and native code; using it in another
 * one is a fatal error.  vfork is fork.
 *
 * Fatal errors of the runtime are one line on stderr, beginning "pagurus:
 * fatal error:", with status 2.  The environment variable PAGURUS holds debug
 * switches, name=value with commas between; an unknown one lists all there are.
 */
#ifndef PAGURUS_RUNTIME_PAGURUS_H_
#define PAGURUS_RUNTIME_PAGURUS_H_

#ifdef __cplusplus
extern "C" {
#endif

/* Starts a goroutine that runs fn(arg) and ends when fn returns.
 *
 * fn is managed or native.  `arg` is handed over as it is: the runtime does
 * not look at it, and it must not point into the caller's stack unless the
 * caller keeps that variable alive until the goroutine is done with it (the
 * compiler pins a variable whose address it sees passed here).
 *
 * The new goroutine runs after the running one yields or ends; goroutines
 * start in the order of their pag_go calls.  When main returns, the process
 * ends, whatever other goroutines do.
 *
 * Returns 0; EPERM on a thread that runs no goroutines (one made by
 * pthread_create, or before main); ENOMEM without memory for the stack.
 * Callbacks may call it; signal handlers may not.
 */
int pag_go(void (*fn)(void *arg), void *arg);

/* Lets every other goroutine that is ready run first.
 *
 * Returns when it is this goroutine's turn again, at once if there is no
 * other.  errno and the floating-point control words are the goroutine's own
 * and do not change.
 *
 * A goroutine that native code called back (a comparator of qsort, a signal
 * handler) cannot be parked: its native caller's frames stand on the system
 * stack.  There, on a thread that runs no goroutines, and when native code
 * calls it, pag_yield gives up the processor (sched_yield) and returns; other
 * goroutines do not run.
 */
void pag_yield(void);

/* Ends the calling goroutine without returning from its function.
 *
 * Frees its stack and its pinned locals.  In the main goroutine, the process
 * goes on until no goroutine is left, which is a fatal error (status 2).
 * Calling it from a callback, from native code or on a thread that runs no
 * goroutines is a fatal error: it would abandon native frames.
 */
void pag_goexit(void) __attribute__((noreturn));

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_H_ */
