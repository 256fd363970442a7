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
 * goroutine, park, or fork (a fatal error); it may start goroutines, which begin
 * to run when the world does.  fork on other threads waits, and so does a collection that runs beside
 * the program, so the caller must not wait for one.
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

/* --- Marking while the program runs ------------------------------------------
 *
 * A collector that lets the program run while it marks sees references as they
 * were when it began (runtime/barrier.h):
 *
 *      pag_stop_world
 *        pag_begin_marking       from now on what is overwritten is noted
 *        pag_follow_notes        and given to the collector by who notes it
 *        pag_visit_running       what threads have at hand
 *      pag_start_world
 *      pag_visit_waiting         all else that pag_visit_roots visits, as it
 *        each share once         was when marking began
 *      pag_take_notes            now and then
 *      pag_stop_world
 *        pag_take_notes          what is left
 *        pag_end_marking
 *      pag_start_world
 *
 * Every object that was reachable when marking began has then been visited, or
 * can be reached from words that have been, if the collector follows the
 * references of each object it comes to at any time before the end; and if it
 * takes objects that are allocated after the beginning for reachable.  A word
 * may be visited several times, and need not be a reference.
 *
 * `visit` must not use the runtime, and may be called while locks of the
 * runtime's are held: it is quick and does not block.  One collector at a time.
 * fork waits until marking ends (the thread that has stopped the world must not
 * fork in between: its child would be in the middle of a cycle).
 */

/* The caller has stopped the world.  Twice without pag_end_marking is a fatal
 * error. */
void pag_begin_marking(void);

/* The caller has stopped the world, and not started it since pag_begin_marking:
 * until pag_end_marking, a thread that has noted some hundred words calls
 * follow(arg, words, n) with them, and they do not come to pag_take_notes.
 * Without it notes have no bound: a program may overwrite references faster than
 * a collector takes them.
 *
 * `follow` is called on threads that run the program, several at once, in the
 * middle of what they do: perhaps with locks of the runtime's held, on some KB
 * of stack, with signals blocked.  It must not use the runtime nor block, but
 * may take a lock for a short while that is not held while the runtime is used.
 * It is never called in a signal handler, and while the world is stopped by
 * nobody but who has stopped it.  errno is kept. */
void pag_follow_notes(void (*follow)(void *arg, const uintptr_t *words,
                                     size_t n),
                      void *arg);

/* The caller has stopped the world, and not started it since pag_begin_marking:
 * visits what threads have at hand: goroutines that run, are in native code or
 * in callbacks, or that a signal has stopped in a loop.  Takes as long as there
 * are threads, not goroutines. */
void pag_visit_running(void (*visit)(void *arg, uintptr_t word), void *arg);

/* Between the two, while the world runs or is stopped by the thread that called
 * pag_begin_marking; waits while any other one has it stopped: visits share `part` of `parts` of the rest (see pag_visit_roots).
 * Each share is visited once, by one thread, which is no signal handler and no
 * managed code; the thread becomes known to the runtime (it is one of those that
 * pag_note_threads counts).  Makes stacks that it visits smaller, as
 * pag_shrink_stopped_stacks does.  Waits while a goroutine's stack is being
 * moved; a goroutine that is to run waits while its stack is visited. */
void pag_visit_waiting(unsigned part, unsigned parts,
                       void (*visit)(void *arg, uintptr_t word), void *arg);

/* Visits words that have been noted since the last time and not been given to
 * pag_follow_notes's function: of all threads if the caller has stopped the
 * world, else those that are ready to be taken, some hundreds per thread less.
 * Any thread, several at once.  How many they were: any number of them may have
 * been visited before, so that a cycle is not to go on until there are none, but
 * until they lead to nothing new. */
size_t pag_take_notes(void (*visit)(void *arg, uintptr_t word), void *arg);

/* The caller has stopped the world.  Nothing is noted from here on; what has not
 * been taken is forgotten. */
void pag_end_marking(void);

/* The caller has stopped the world: when it starts it, `threads` threads of its
 * own begin to compute, until it has stopped it again and calls this with 0.
 * Where the process has no more processors than PAGURUS_PROCS says, goroutines
 * do with so many scheduling contexts fewer, at least one: a thread that had to
 * share a processor would keep the next stop waiting for a time slice of the
 * kernel's, some milliseconds. */
void pag_withhold_processors(unsigned threads);

/* As many threads as may run managed code at a time: how many it is worth to
 * collect with. */
unsigned pag_world_threads(void);

/* The caller has started `change` more threads of its own that never call
 * managed code (or that many fewer have gone): who looks for a deadlock leaves
 * them out.  Any thread. */
void pag_note_threads(int change);

/* The calling thread is one of those, though it uses the runtime: it stops the
 * world, or starts goroutines between calls of pag_note_work.  Before it does. */
void pag_quiet_thread(void);

/* The caller's threads have `change` more things before them (or fewer) that may
 * make goroutines ready or start some: while there are any, nobody takes the
 * rest's waiting for a deadlock.  Any thread. */
void pag_note_work(int change);

#ifdef __cplusplus
}
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_WORLD_H_ */
