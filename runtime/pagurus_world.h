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

#ifdef __cplusplus
}
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_WORLD_H_ */
