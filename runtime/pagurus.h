/* Pagurus: goroutines on small stacks that grow by moving.
 *
 * Public interface, C and C++.  "Managed" code is what Pagurus's compiler
 * driver compiled; "native" is everything else.
 *
 * Threads.  Goroutines run on as many threads at a time as PAGURUS_PROCS in the
 * environment says (1 to 256; without it, one for each processor that the
 * process may use), and may go on on another thread after each call that is
 * not a leaf.  errno goes with them; a _Thread_local variable is the thread's.
 * main's goroutine keeps the main thread until it lets go of it
 * (pag_unlock_thread).  One that computes for 10 ms while others wait gives
 * way at its next call of a function that checks its stack, or soon after it
 * where it is (a signal, SIGURG, stops its thread).
 *
 * Managed code also runs on every other thread, before main (constructors),
 * after it (atexit) and in signal handlers: there as a callback, on the stack
 * where native code called it, which does not move.  Such code, and native code
 * that a goroutine has called, waits as a thread: its P goes to others meanwhile.
 *
 * After fork the child has only the goroutine that forked.
 *
 * Signals.  Handlers run on a signal stack of the thread's own (SA_ONSTACK is
 * forced; a stack that the program gives to sigaltstack is used instead), with
 * AT_MINSIGSTKSZ + 64 KiB.  They may be managed, and may leave by siglongjmp.
 *
 * setjmp, longjmp.  A buffer that managed code filled is good for the
 * goroutine that filled it, from managed and native code; using it in another
 * one is a fatal error.  vfork is fork.
 *
 * Fatal errors of the runtime are a line on stderr, beginning "pagurus: fatal
 * error:", with the goroutine's trace, and status 2.  So are faults that the
 * program has no handler for, with the signal's status; SIGQUIT shows all
 * goroutines (docs/when-things-go-wrong.md).  The environment variable PAGURUS holds debug
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
 * With PAGURUS_PROCS=1 it runs after the running one waits, yields or ends, and
 * goroutines start in the order of their pag_go calls.  When main returns, the
 * process ends, whatever other goroutines do.
 *
 * Returns 0; EPERM before main; ENOMEM without memory.  It gets its stack when it
 * first runs; if there is no memory then, that is a fatal error.  Any
 * thread and callbacks may call it; signal handlers may not.
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
 * Calls the hook, if there is one (pag_set_goexit_hook).  Frees its stack and its pinned locals.  In the main goroutine, the process
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

/* --- Synchronisation --------------------------------------------------------
 *
 * Small structs for the program's own: zeros are a valid start (PAG_INIT), and
 * nothing need be destroyed.  One may be freed as soon as no call on it is
 * under way or to come, except ones that have done their work and not returned
 * yet: who has waited may free what it waited for.  They must not be copied.
 *
 * Any goroutine may use any of them, and so may callbacks, native code and
 * threads of the program's own, which wait as threads; signal handlers may not.
 * What happened before an unlock, a signal under the mutex, a done, a release
 * or a ready is seen by who locks, is woken or acquires because of it.
 *
 * Functions that end in _for wait at most `ns` nanoseconds, without limit if
 * that is negative, and return PAG_DONE or PAG_TIMED_OUT; those with try_ in
 * their names do not block and return 1 if they have done it, else 0.  Misuse,
 * such as unlocking what is not locked, is a fatal error.  errno is left alone.
 *
 * Without contention the operations are a few inline instructions, one of them
 * atomic; what is called else does the whole work, too, and may be called
 * directly where the inline functions cannot be used.
 */
#define PAG_INIT {0}

#define PAG_LOAD_(p) __atomic_load_n(p, __ATOMIC_RELAXED)
#define PAG_CHANGE_(p, from, to, order) \
  __atomic_compare_exchange_n(p, from, to, 0, order, __ATOMIC_RELAXED)

/* Mutual exclusion.  Unlocked by whatever goroutine.  Not recursive: who locks
 * what it has locked waits for ever.  Newcomers may overtake those who wait,
 * until one has waited for a millisecond. */
typedef struct pag_mutex {
  uint32_t pag_state;
} pag_mutex;

int pag_mutex_lock_slow(pag_mutex *mutex, int64_t ns);
void pag_mutex_unlock_slow(pag_mutex *mutex);

static inline int pag_mutex_try_lock(pag_mutex *mutex) {
  uint32_t unlocked = 0;
  return PAG_CHANGE_(&mutex->pag_state, &unlocked, 1u, __ATOMIC_ACQUIRE);
}
/* Blocks until it is unlocked. */
static inline void pag_mutex_lock(pag_mutex *mutex) {
  if (!pag_mutex_try_lock(mutex)) (void)pag_mutex_lock_slow(mutex, -1);
}
static inline int pag_mutex_lock_for(pag_mutex *mutex, int64_t ns) {
  if (pag_mutex_try_lock(mutex)) return PAG_DONE;
  return pag_mutex_lock_slow(mutex, ns);
}
/* Does not block. */
static inline void pag_mutex_unlock(pag_mutex *mutex) {
  uint32_t locked = 1;
  if (!PAG_CHANGE_(&mutex->pag_state, &locked, 0u, __ATOMIC_RELEASE)) {
    pag_mutex_unlock_slow(mutex);
  }
}

/* One writer or any number of readers (up to 2^30 - 1).  First come, first
 * served: a reader waits behind a writer that waits, so who reads must not
 * lock for reading again. */
typedef struct pag_rwmutex {
  uint32_t pag_state;
} pag_rwmutex;

int pag_rwmutex_lock_slow(pag_rwmutex *rw, int64_t ns);
int pag_rwmutex_rlock_slow(pag_rwmutex *rw, int64_t ns);
void pag_rwmutex_unlock_slow(pag_rwmutex *rw);
void pag_rwmutex_runlock_slow(pag_rwmutex *rw);

/* For writing. */
static inline int pag_rwmutex_try_lock(pag_rwmutex *rw) {
  uint32_t unlocked = 0;
  return PAG_CHANGE_(&rw->pag_state, &unlocked, 1u, __ATOMIC_ACQUIRE);
}
static inline void pag_rwmutex_lock(pag_rwmutex *rw) {
  if (!pag_rwmutex_try_lock(rw)) (void)pag_rwmutex_lock_slow(rw, -1);
}
static inline int pag_rwmutex_lock_for(pag_rwmutex *rw, int64_t ns) {
  if (pag_rwmutex_try_lock(rw)) return PAG_DONE;
  return pag_rwmutex_lock_slow(rw, ns);
}
static inline void pag_rwmutex_unlock(pag_rwmutex *rw) {
  uint32_t writing = 1;
  if (!PAG_CHANGE_(&rw->pag_state, &writing, 0u, __ATOMIC_RELEASE)) {
    pag_rwmutex_unlock_slow(rw);
  }
}
/* For reading. */
static inline int pag_rwmutex_try_rlock(pag_rwmutex *rw) {
  uint32_t s = PAG_LOAD_(&rw->pag_state);
  while ((s & 3) == 0) {
    if (PAG_CHANGE_(&rw->pag_state, &s, s + 4, __ATOMIC_ACQUIRE)) return 1;
  }
  return 0;
}
static inline void pag_rwmutex_rlock(pag_rwmutex *rw) {
  if (!pag_rwmutex_try_rlock(rw)) (void)pag_rwmutex_rlock_slow(rw, -1);
}
static inline int pag_rwmutex_rlock_for(pag_rwmutex *rw, int64_t ns) {
  if (pag_rwmutex_try_rlock(rw)) return PAG_DONE;
  return pag_rwmutex_rlock_slow(rw, ns);
}
static inline void pag_rwmutex_runlock(pag_rwmutex *rw) {
  uint32_t s = PAG_LOAD_(&rw->pag_state);
  while ((s & 2) == 0 && s >= 4) {
    if (PAG_CHANGE_(&rw->pag_state, &s, s - 4, __ATOMIC_RELEASE)) return;
  }
  pag_rwmutex_runlock_slow(rw);
}

/* A condition that goroutines wait for while they have a mutex unlocked.  A
 * wait ends only because of a signal, a broadcast or its timeout; but what it
 * was for may have been undone before the mutex was locked again. */
typedef struct pag_cond {
  uint32_t pag_waiters;
} pag_cond;

void pag_cond_enter(pag_cond *cond);
int pag_cond_block(pag_cond *cond, int64_t ns);
void pag_cond_wake(pag_cond *cond, uint32_t n);

/* Unlocks the mutex, waits, and locks it again, also after a timeout. */
static inline int pag_cond_wait_for(pag_cond *cond, pag_mutex *mutex,
                                    int64_t ns) {
  int result;
  pag_cond_enter(cond);
  pag_mutex_unlock(mutex);
  result = pag_cond_block(cond, ns);
  pag_mutex_lock(mutex);
  return result;
}
static inline void pag_cond_wait(pag_cond *cond, pag_mutex *mutex) {
  (void)pag_cond_wait_for(cond, mutex, -1);
}
/* Ends the wait of the one that has waited longest; of all.  With or without
 * the mutex.  Do not block. */
static inline void pag_cond_signal(pag_cond *cond) {
  if (PAG_LOAD_(&cond->pag_waiters) != 0) pag_cond_wake(cond, 1);
}
static inline void pag_cond_broadcast(pag_cond *cond) {
  if (PAG_LOAD_(&cond->pag_waiters) != 0) pag_cond_wake(cond, UINT32_MAX);
}

/* Waits until a number of things has been done: `add` before they begin, `done`
 * by each, `wait` by who wants to know.  The counter must not become negative.
 * When it is 0, everybody who waits is woken; the group may be used again after
 * they have returned. */
typedef struct pag_waitgroup {
  uint64_t pag_state;
} pag_waitgroup;

void pag_waitgroup_add_slow(pag_waitgroup *group, int32_t delta);
int pag_waitgroup_wait_slow(pag_waitgroup *group, int64_t ns);

/* Does not block. */
static inline void pag_waitgroup_add(pag_waitgroup *group, int32_t delta) {
  uint64_t s = PAG_LOAD_(&group->pag_state);
  for (;;) {
    const int64_t count = (int64_t)(int32_t)(uint32_t)s + delta;
    const uint64_t waiting = s >> 32;
    if (count < 0 || count > INT32_MAX || (count == 0 && waiting != 0)) break;
    if (PAG_CHANGE_(&group->pag_state, &s, waiting << 32 | (uint64_t)count,
                    __ATOMIC_ACQ_REL)) {
      return;
    }
  }
  pag_waitgroup_add_slow(group, delta);
}
static inline void pag_waitgroup_done(pag_waitgroup *group) {
  pag_waitgroup_add(group, -1);
}
/* Blocks until the counter is 0. */
static inline int pag_waitgroup_wait_for(pag_waitgroup *group, int64_t ns) {
  const uint64_t s = __atomic_load_n(&group->pag_state, __ATOMIC_ACQUIRE);
  if ((uint32_t)s == 0) return PAG_DONE;
  return pag_waitgroup_wait_slow(group, ns);
}
static inline void pag_waitgroup_wait(pag_waitgroup *group) {
  (void)pag_waitgroup_wait_for(group, -1);
}

/* Does something once. */
typedef struct pag_once {
  uint32_t pag_state;
} pag_once;

/* begin returns 1 to one caller, who does it and then calls end; others wait
 * until that, and get 0. */
int pag_once_begin(pag_once *once);
void pag_once_end(pag_once *once);

/* Calls fn(arg) if this is the first call for `once`; returns when it has been
 * done.  Blocks while another goroutine does it.  `fn` must return (not by
 * longjmp or pag_goexit), or all others wait for ever; it must not call
 * pag_once_do for the same `once`. */
static inline void pag_once_do(pag_once *once, void (*fn)(void *arg),
                               void *arg) {
  if (__atomic_load_n(&once->pag_state, __ATOMIC_ACQUIRE) == 2) return;
  if (!pag_once_begin(once)) return;
  fn(arg);
  pag_once_end(once);
}

/* A number of units, which are acquired one by one and released; first come,
 * first served.  PAG_SEMAPHORE_INIT(n): n units are free. */
typedef struct pag_semaphore {
  uint64_t pag_state;
} pag_semaphore;
#define PAG_SEMAPHORE_INIT(n) {(uint32_t)(n)}

int pag_semaphore_acquire_slow(pag_semaphore *semaphore, int64_t ns);
void pag_semaphore_release_slow(pag_semaphore *semaphore, uint32_t n);

static inline int pag_semaphore_try_acquire(pag_semaphore *semaphore) {
  uint64_t s = PAG_LOAD_(&semaphore->pag_state);
  while (s != 0 && s >> 32 == 0) {
    if (PAG_CHANGE_(&semaphore->pag_state, &s, s - 1, __ATOMIC_ACQUIRE)) {
      return 1;
    }
  }
  return 0;
}
/* Blocks until a unit is free. */
static inline void pag_semaphore_acquire(pag_semaphore *semaphore) {
  if (!pag_semaphore_try_acquire(semaphore)) {
    (void)pag_semaphore_acquire_slow(semaphore, -1);
  }
}
static inline int pag_semaphore_acquire_for(pag_semaphore *semaphore,
                                            int64_t ns) {
  if (pag_semaphore_try_acquire(semaphore)) return PAG_DONE;
  return pag_semaphore_acquire_slow(semaphore, ns);
}
/* Frees n units, at most 2^32 - 1 altogether.  Does not block. */
static inline void pag_semaphore_release(pag_semaphore *semaphore, uint32_t n) {
  uint64_t s = PAG_LOAD_(&semaphore->pag_state);
  while (s >> 32 == 0 && (uint32_t)s <= UINT32_MAX - n) {
    if (PAG_CHANGE_(&semaphore->pag_state, &s, s + n, __ATOMIC_RELEASE)) {
      return;
    }
  }
  pag_semaphore_release_slow(semaphore, n);
}

/* For primitives of the program's own.  A wait is
 *
 *      pag_ticket ticket;
 *      pag_park_prepare(&ticket);
 *      ... let others have a copy of the ticket ...
 *      value = pag_park(&ticket, -1, NULL, NULL);
 *
 * and whoever has the ticket ends it by pag_ready, before or after pag_park.
 * It is good for one wait: the caller's next pag_park_prepare makes another,
 * and pag_ready with an old one does nothing, even when its goroutine has
 * ended.  Other waits (for a mutex, a sleep) may come between the two. */
typedef struct pag_ticket {
  void *pag_who;
  uint64_t pag_number;
} pag_ticket;

void pag_park_prepare(pag_ticket *ticket);

/* Blocks until pag_ready has been called for the ticket, which is the caller's
 * last one; returns the value given there.  After ns nanoseconds (negative: no
 * limit) the wait ends without it: cancel(arg), unless that is null, is called
 * on a system stack and must not block; then returns 0. */
uintptr_t pag_park(const pag_ticket *ticket, int64_t ns,
                   void (*cancel)(void *arg), void *arg);

/* Ends the wait, which returns `value`.  1; 0 if it had ended already, and the
 * call has no effect.  Does not block.  Any thread. */
int pag_ready(const pag_ticket *ticket, uintptr_t value);

/* --- Time -------------------------------------------------------------------
 *
 * In nanoseconds of the monotonic clock.  Nothing happens early; how late, the
 * load decides.  With PAGURUS=sched=SEED time stands still while any goroutine
 * can run, and then jumps to when something is due.
 */

/* The time, from some moment on.  Does not block.  Any thread. */
int64_t pag_now(void);

/* Blocks for at least ns nanoseconds; returns at once unless ns > 0. */
void pag_sleep(int64_t ns);

/* Something that is to be done later, or again and again.  Zeros (PAG_INIT) are
 * a timer that is not set.  It must stay where it is while it is set, and may
 * be freed when it is not.  Its functions do not block; any thread may call
 * them, at the same time too. */
typedef struct pag_timer {
  uint64_t pag_private[6];
} pag_timer;

enum pag_timer_how {
  PAG_TIMER_GO = 0,  /* starts a goroutine that runs fn(arg) */
  PAG_TIMER_CALL = 1 /* calls fn(arg) on a thread of the runtime's: it must not
                        block, and delays all other timers while it runs */
};

/* Sets the timer: fn(arg) in ns nanoseconds (at once if not positive), and then
 * every `period` nanoseconds unless that is 0; turns that nobody had time for
 * are left out.  If it was set, that is forgotten. */
void pag_timer_start(pag_timer *timer, int64_t ns, int64_t period, int how,
                     void (*fn)(void *arg), void *arg);

/* Sets a timer that was once started to another time.  1 if it was set still,
 * else 0. */
int pag_timer_reset(pag_timer *timer, int64_t ns);

/* 1 if it was set and will not go off; 0 if it was not.  Either way fn may be
 * about to run, or running, because of an earlier time: what `arg` points to is
 * the program's to keep. */
int pag_timer_stop(pag_timer *timer);

/* --- About goroutines ------------------------------------------------------ */

/* The calling goroutine's number, never used twice; of a thread without
 * goroutines, a number of its own with the highest bit set.  Does not block. */
uint64_t pag_goid(void);

/* Goroutines that have been started and have not ended, main's included: as of
 * some moment during the call.  Does not block. */
uint64_t pag_num_goroutines(void);

/* A value for each goroutine, and each thread that runs none, under a key; null
 * at first.  At most PAG_KEYS_MAX keys, which are never given back.
 *
 * When a goroutine with a value that is not null ends, the value becomes null
 * and destructor(value) is called, unless the destructor is null; up to four
 * times if destructors set values again.  pag_key_create returns 0, or EAGAIN
 * when there are no more keys; pag_local_set 0, EINVAL for a bad key, or
 * ENOMEM.  They do not block. */
typedef uint32_t pag_key;
enum { PAG_KEYS_MAX = 1024 };
int pag_key_create(pag_key *key, void (*destructor)(void *value));
void *pag_local_get(pag_key key);
int pag_local_set(pag_key key, void *value);

/* fn(arg) is called when the calling goroutine ends, the last one first, before
 * the destructors of its values.  When main returns or the process exits, no
 * goroutine ends.  Like destructors it runs as a callback: where it waits, it
 * waits as a thread.  It must return.  0, or ENOMEM.  Does not block. */
int pag_at_goexit(void (*fn)(void *arg), void *arg);

/* From here on until as many calls of pag_unlock_thread, the calling goroutine
 * runs on this thread only, and no other goroutine runs there: for C code that
 * keeps state in thread-local variables.  main's goroutine is locked to its
 * thread from the start; one pag_unlock_thread sets it free.  Without effect
 * on a thread that runs no goroutines; unlocking what is not locked, too.  They
 * do not block. */
void pag_lock_thread(void);
void pag_unlock_thread(void);

/* Prints all goroutines to the file descriptor, the caller first: states, what
 * they wait for, frames with file and line where debug information tells.
 * docs/when-things-go-wrong.md describes the form.  Others go on meanwhile; one
 * that changes while it is looked at is shown without frames.  At most 1000 are
 * printed.  Neither allocates nor takes a lock.  Blocks while another thread
 * prints, and as write(2) does.  errno is left alone.  Any code may call it,
 * signal handlers too. */
void pag_print_goroutines(int fd);

/* --- The scheduler, and what it has done ----------------------------------- */

/* How many goroutines run at the same time at most (Ps): what PAGURUS_PROCS
 * says, or the number of processors.  0 before main, if it has not been set.
 * Does not block.  Any thread. */
uint32_t pag_procs(void);

/* Sets that number, 1 to 256.  Before main (in a constructor) to anything, and
 * PAGURUS_PROCS is not looked at any more; afterwards it can only grow.  0;
 * EINVAL for another number; EBUSY if it would have to shrink; ENOMEM; ENOTSUP
 * under PAGURUS=sched=SEED, which means one.  Does not block.  Any thread; not
 * in signal handlers. */
int pag_set_procs(uint32_t procs);

/* Counted since the program began, by all threads; bytes where it says so. */
typedef struct pag_stats {
  uint64_t goroutines_started; /* main's included */
  uint64_t goroutines_ended;
  uint64_t moves;        /* stacks copied, for whatever reason */
  uint64_t grows;        /* stacks that became larger, by a move or in place */
  uint64_t shrinks;      /* that became smaller */
  uint64_t bytes_copied; /* by moves */
  uint64_t frames;       /* walked by moves */
  uint64_t pointers_rewritten;
  uint64_t max_stack_bytes; /* largest stack that a goroutine had */
  /* Goroutines that began with more than the smallest stack because others with
   * the same function had needed it, and growths that this can have saved: both
   * extrapolated from about one start in 32. */
  uint64_t starts_above_minimum;
  uint64_t growths_avoided;
  uint64_t in_place;     /* of grows and shrinks: without a move */
  uint64_t pages_moved;  /* of moves: the memory changed its address */
  uint64_t shrink_looks; /* at stacks that might be too large */
  uint64_t shrunk_bytes; /* by which stacks became smaller */
  uint64_t arena_bytes;  /* of memory for pinned locals that was given back */
  /* Looks in vain: the stack had become smaller lately and grown again; the
   * goroutine ran; was in native code; waited there as a thread; was stopped by
   * a signal in a loop; was being moved by another thread; there was no memory
   * for a smaller stack; PAGURUS=shrink=0. */
  uint64_t shrink_rests;
  uint64_t shrink_running;
  uint64_t shrink_native;
  uint64_t shrink_thread;
  uint64_t shrink_signal;
  uint64_t shrink_claimed;
  uint64_t shrink_memory;
  uint64_t shrink_off;
  uint64_t move_ns; /* of moves and of growing and shrinking in place, by the
                     * clock; while it is measured (pag_profile_moves) */
} pag_stats;

/* Looks at the stacks of all goroutines but the running ones, and makes those
 * smaller of which less than a quarter is used: at first half as large, at the
 * next look as small as their use allows, but not smaller than what other
 * goroutines with the same function have needed.  One that grows again
 * afterwards is left alone for some looks, each time for more.  Memory of
 * pinned locals that no goroutine uses is given back as well.
 *
 * The runtime does so by itself every two minutes if stacks have grown
 * (PAGURUS=shrinkevery=MS); a collector, after each collection.  Pointers stay
 * valid, as when stacks grow.
 *
 * Returns how many stacks have become smaller.  Does not block, but takes some
 * ten nanoseconds for each goroutine and a microsecond for each stack that
 * changes.  Any thread, callbacks too; not in signal handlers. */
size_t pag_shrink_stacks(void);

/* Fills in the first `size` bytes of *stats: sizeof *stats.  What it knows
 * nothing of is 0, so that programs and runtimes of different age fit.  The
 * numbers are from some moment during the call, not all from the same one.
 * Does not block.  Any thread; not in signal handlers. */
void pag_get_stats(pag_stats *stats, size_t size);

/* How large the stacks of living goroutines are: counts[i] becomes the number of
 * those with 1024 << i bytes, i < n; in the last one larger ones are counted,
 * too.  Returns how many stacks have been counted.  Others run on meanwhile:
 * the numbers are from some moments during the call.  Takes some nanoseconds for
 * each goroutine.  Does not block.  Any thread; not in signal handlers. */
uint64_t pag_get_stack_sizes(uint64_t *counts, size_t n);

/* The same of those goroutines that began with `function`. */
uint64_t pag_get_function_stack_sizes(void (*function)(void *arg),
                                      uint64_t *counts, size_t n);

/* Begins, or ends, to measure how long stacks move and to count what moves by
 * goroutines' functions, which costs some 100 ns for each move: what
 * PAGURUS=profilemoves=1 and PAGURUS=stats=1 do from the beginning.  What has
 * been counted stays.  Returns whether it was being measured.  Does not block.
 * Any thread; not in signal handlers. */
int pag_profile_moves(int on);

/* What moved of goroutines that began with `function` (main's, with one of the
 * runtime's), since the program began. */
typedef struct pag_function_moves {
  void (*function)(void *arg);
  uint64_t moves; /* as in pag_stats, like the following */
  uint64_t grows;
  uint64_t shrinks;
  uint64_t bytes_copied;
  uint64_t pointers_rewritten;
  uint64_t move_ns;         /* by the clock */
  uint64_t max_stack_bytes; /* after a move */
} pag_function_moves;

/* Fills in entries[i], i < n, in no order, and returns how many functions there
 * are, which may be more.  Only what has moved while it was measured
 * (pag_profile_moves).  Of more than 1,024 functions, those that come last are not counted.
 * Does not block.  Any thread, signal handlers too. */
size_t pag_get_function_moves(pag_function_moves *entries, size_t n);

/* The version of what compiled code expects of the runtime; objects of another
 * version do not link (they refer to the symbol __pag_abi_N).  pag_abi_version
 * tells it to code that is loaded at run time.  Does not block. */
#define PAG_ABI_VERSION 6
int pag_abi_version(void);

/* --- For implementers of languages ------------------------------------------
 *
 * What defer, panic, recover and traces are made of.  docs/front-ends.md shows
 * how.
 */

/* Says which frame of which goroutine pag_unwind_to shall return to: by its
 * distance from the stack's top and the goroutine's number, so it can be copied
 * and kept anywhere, and stays right when the stack moves. */
typedef struct pag_frame_token {
  uint64_t pag_private[4];
} pag_frame_token;

/* Fills *token and calls fn(arg).  0 when fn returns; what pag_unwind_to was
 * given when something that runs above this frame has called that with the
 * token or a copy.  The token is good until pag_catch returns; *token itself is
 * not used again.
 *
 * To its caller it is a call like any other: it returns once.  Blocks if fn
 * does.  Any code may call it, signal handlers too. */
uintptr_t pag_catch(pag_frame_token *token, void (*fn)(void *arg), void *arg);

/* Returns `value`, which is not 0, from the pag_catch that filled the token.
 * The frames above it are gone, as after longjmp: their pinned locals are freed
 * and nothing of them runs any more; native frames among them, and managed ones
 * that they called, are abandoned, too (C++ destructors do not run, locks stay
 * locked).  The floating-point control words become what they were; errno stays.
 *
 * A token of another goroutine, one whose pag_catch has returned, and, in a
 * signal handler, one from outside it, are fatal errors.  From native code and
 * callbacks, too; not in functions given to pag_at_goexit, destructors of
 * values, and what timers and pag_park call.  Does not block. */
void pag_unwind_to(const pag_frame_token *token, uintptr_t value)
    __attribute__((noreturn));

/* 1 if pag_unwind_to could do that here and now, else 0. */
int pag_can_unwind_to(const pag_frame_token *token);

/* pag_goexit calls hook() first, in the goroutine that ends, on top of the
 * frames that are there: for deferred calls.  The hook may do what any managed
 * code may: block, move, start goroutines, call pag_goexit again (which calls
 * the hook again), or leave by pag_unwind_to, and then the goroutine goes on.
 * When it returns, the goroutine ends, with what pag_at_goexit was given.  A
 * goroutine whose function returns does not call it.
 *
 * One for the process; null: none, as in the beginning.  Returns the one before
 * it, which a hook can call for goroutines that are not its language's. */
void (*pag_set_goexit_hook(void (*hook)(void)))(void);

/* Attaches a word to a managed function: the address of `word`, a variable or
 * function of the same program, static ones included (a C compiler must be
 * told that it is used).  At file scope; both are names as the linker knows
 * them.  The runtime hands it out with each frame of the function.  Two
 * different words for one function are a fatal error when the program starts.
 * Front ends write the same into their modules (docs/front-ends.md). */
#define PAG_FUNCTION_WORD(function, word)                    \
  __asm__(".pushsection pagurus_words,\"a\",@progbits\n"  \
          ".balign 4\n.long " #function " - .\n"           \
          ".long " #word " - .\n.popsection\n")

/* A frame of managed code. */
typedef struct pag_frame {
  uintptr_t pc;       /* in the function's instruction that goes on */
  uintptr_t function; /* its first byte */
  const void *word;   /* what PAG_FUNCTION_WORD attached; null: nothing */
} pag_frame;

/* Calls visit(frame, context) for the frames of a goroutine (0: the calling
 * one), the youngest first, until one does not return 0.  Frames of native code
 * are left out, and of the calling one also those of managed code that native
 * code has called.  Returns the number of calls: 0 if there is no such
 * goroutine, or it has not started.
 *
 * Another goroutine goes on meanwhile: its frames are those of some moment
 * during the call, the 50 youngest and the 50 oldest; none if it computes, or
 * changes too fast.
 *
 * `visit` runs as a callback: nothing of the caller moves meanwhile, and where
 * it waits, the thread waits.  It may leave by pag_unwind_to.  Does not block
 * otherwise.  Any thread. */
size_t pag_traceback(uint64_t goroutine,
                     int (*visit)(const pag_frame *frame, void *context),
                     void *context);

/* What a language knows about a place in its program. */
typedef struct pag_source {
  const char *function; /* null: not this, the linker's symbol */
  const char *file;     /* null: unknown */
  uint32_t line;        /* 0: unknown */
} pag_source;

/* The runtime's own traces (fatal errors) ask describe(frame, source) about
 * each managed frame whose function has a word; 1 if it has filled in *source,
 * whose texts must stay.  It may be called in a signal handler, with any lock
 * held, in a process that is about to end: it must not block, allocate, lock or
 * call the runtime.  A fault in it ends the process.
 *
 * One for the process; null: none, as in the beginning.  Returns the one before
 * it, which it can call for words that are not its language's.  Does not
 * block. */
typedef int pag_describe(const pag_frame *frame, pag_source *source);
pag_describe *pag_set_describe(pag_describe *describe);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_H_ */
