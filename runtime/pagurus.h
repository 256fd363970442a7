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

#include <stddef.h>
#include <stdint.h>

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

/* --- Channels ---------------------------------------------------------------
 *
 * A channel hands elements of one size from goroutine to goroutine, in order:
 * at the moment when a sender and a receiver meet (capacity 0), or through a
 * buffer.  The semantics are Go's.
 *
 * Any goroutine may use any channel, and so may callbacks, native code and
 * threads of the program's own; signal handlers may not, nor may they leave an
 * operation that they interrupt by siglongjmp.  Where an operation waits, a
 * goroutine parks; a callback, native code and other threads wait as threads,
 * while other goroutines run.  What happened before an element was sent
 * is seen by who received it; what happened before a receive from a channel
 * without a buffer, by its sender when the send returns.  errno is left alone.
 *
 * Elements are copied, byte by byte, to and from where `element` points.  It
 * must not be null where an element is sent, unless the size is 0; where one is
 * received, null throws it away.
 *
 * A null channel is never ready: operations on it wait for ever.  Sending on a
 * closed channel, and closing one while somebody waits to send on it, are fatal
 * errors; so are a second close and closing a null channel.
 */
typedef struct pag_chan pag_chan;

/* What operations return. */
enum pag_result {
  PAG_DONE = 0,         /* an element has changed hands */
  PAG_CLOSED = -1,      /* nothing will: the channel is closed and empty */
  PAG_WOULD_BLOCK = -2, /* nothing could at once */
  PAG_TIMED_OUT = -3    /* nothing did in time */
};

/* A channel whose buffer holds `capacity` elements (0: none) of `element_size`
 * bytes (which may be 0).  NULL if there is no memory for it.  Does not block.
 * The caller owns it. */
pag_chan *pag_chan_make(size_t element_size, size_t capacity);

/* Frees a channel, closed or not, and what its buffer holds (which it does not
 * look at).  No operation on it may be under way or follow, except one that has
 * handed over an element, or seen the close, and not yet returned: to receive
 * the last element and to free the channel is right.  A goroutine that waits on
 * it is a fatal error.  NULL: does nothing.  Does not block. */
void pag_chan_free(pag_chan *chan);

/* Sends *element.  Blocks until it is in the buffer or a receiver has it. */
void pag_chan_send(pag_chan *chan, const void *element);

/* Receives into *element.  Blocks until there is one, or the channel is closed:
 * then, when the buffer is empty, fills *element with zeros.
 * PAG_DONE or PAG_CLOSED. */
int pag_chan_recv(pag_chan *chan, void *element);

/* The same if it can be done at once; else PAG_WOULD_BLOCK.  Do not block. */
int pag_chan_try_send(pag_chan *chan, const void *element);
int pag_chan_try_recv(pag_chan *chan, void *element);

/* The same within `ns` nanoseconds; else PAG_TIMED_OUT, and no element has been
 * sent or received.  0 is one attempt; negative, no limit. */
int pag_chan_send_for(pag_chan *chan, const void *element, int64_t ns);
int pag_chan_recv_for(pag_chan *chan, void *element, int64_t ns);

/* No more will be sent: receivers get what the buffer holds, then PAG_CLOSED.
 * Wakes all that wait to receive.  Does not block. */
void pag_chan_close(pag_chan *chan);

/* Elements in the buffer at some moment during the call; how many it holds.  0
 * for NULL.  Do not block. */
size_t pag_chan_len(const pag_chan *chan);
size_t pag_chan_cap(const pag_chan *chan);

enum pag_op { PAG_SEND = 1, PAG_RECV = 2 };

/* One case of a select. */
struct pag_case {
  pag_chan *chan; /* null: never ready */
  void *element;  /* to send (it is only read), or where to receive */
  int op;         /* PAG_SEND or PAG_RECV */
};

/* Does exactly one of the n cases; if several can go on, one at random, each as
 * likely as any other.  The same channel may stand in several.  Receiving from
 * a closed channel can go on, and so can sending on one, which is fatal.
 *
 * Blocks while none can, `timeout_ns` nanoseconds at most; 0: does not block;
 * negative: no limit.  n is at most 65536; without cases it only waits.
 *
 * Returns the index of the case; PAG_WOULD_BLOCK (timeout 0) or PAG_TIMED_OUT.
 * *received, unless null, becomes 1 if an element was received and else 0: the
 * channel was closed, the case sent, or none was done.  `cases` is not written
 * to, and only read before the call waits; elements and *received are used
 * until it returns. */
int pag_select(struct pag_case *cases, size_t n, int64_t timeout_ns,
               int *received);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_H_ */
