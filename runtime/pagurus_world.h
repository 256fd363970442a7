/* Pagurus: what a garbage collector needs of the runtime.
 *
 * Pagurus's own (gc/) is built on it, and a runtime with another collector
 * builds that on it; if nothing of pagurus_gc.h is used, the linker leaves
 * ours out.  All of it is for native code.
 */
#ifndef PAGURUS_RUNTIME_PAGURUS_WORLD_H_
#define PAGURUS_RUNTIME_PAGURUS_WORLD_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Stops the world: when it returns, no thread runs managed code, and none
 * changes what goroutines wait on, until the same thread calls
 * pag_start_world.  Native code of other threads goes on until it returns to
 * managed code, calls it or uses the runtime.
 *
 * On any thread, in native code, also in native code that managed code has
 * called; in a signal handler it is a fatal error, and so is a second stop by
 * the same thread.  If another thread has stopped the world it waits until that
 * one starts it.  It waits for managed code to come to a prologue check or a
 * poll, for signal handlers that have interrupted managed code to return, and
 * for threads that are attached to the runtime to leave it: some tens of
 * microseconds, if no thread is kept from running.
 *
 * In between the caller must not call managed code (a fatal error), wait for a
 * goroutine, or park; it may start goroutines, which begin to run when the world
 * does.  fork on other threads waits.
 */
void pag_stop_world(void);
void pag_start_world(void);

/* Calls visit(arg, word) for every word of the runtime's and of managed code's
 * that may refer to an object: references in the frames of goroutines and
 * callbacks, arguments of functions that are about to run, channels made by
 * pag_chan_make_typed, goroutine-local values, timers' arguments, managed code's
 * global variables (runtime/roots.h lists all).  Not among them: what
 * pagurus_gc.h keeps (pag_add_roots, handles), and native code's variables.  A word may refer to any byte of an object, or be
 * no reference at all; objects may be visited several times.
 *
 * The caller, or another thread on its behalf, which need not be known to the
 * runtime, calls it while the world is stopped.  It visits share `part` of
 * `parts`, 0 <= part < parts; several threads may visit a share each at the same
 * time.  `visit` must not use the runtime.  It does not block.
 */
void pag_visit_roots(unsigned part, unsigned parts,
                     void (*visit)(void *arg, uintptr_t word), void *arg);

/* Makes the stacks of goroutines that use little of theirs smaller
 * (PAGURUS=shrink=0: none): of those that wait or stand at a check.  By the
 * thread that has stopped the world.  How many are smaller now. */
size_t pag_shrink_stopped_stacks(void);

/* As many threads as may run managed code at a time: how many it is worth to
 * collect with. */
unsigned pag_world_threads(void);

/* The caller has started `change` more threads of its own that never call
 * managed code (or that many fewer have gone): who looks for a deadlock leaves
 * them out.  Any thread. */
void pag_note_threads(int change);

#ifdef __cplusplus
}
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_WORLD_H_ */
