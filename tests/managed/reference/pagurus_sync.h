// Synchronisation, time and goroutine-local values for the reference builds
// (pagurus.h in this folder): on one thread, by looking again and again.  Timers
// go off while somebody waits.
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_SYNC_H_
#define PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_SYNC_H_

#include "pagurus_channels.h"

#define PAG_INIT {0}
#define PAG_SEMAPHORE_INIT(n) {(n)}

typedef struct pag_timer {
  struct pag_timer *next;
  int set;
  int64_t when, period;
  int how;
  void (*fn)(void *);
  void *arg;
} pag_timer;
enum { PAG_TIMER_GO = 0, PAG_TIMER_CALL = 1 };
PAG_SHARED pag_timer *pag_timers;

static inline int64_t pag_now(void) { return pag_clock(); }

static inline int pag_timer_stop(pag_timer *t) {
  for (pag_timer **p = &pag_timers; *p; p = &(*p)->next) {
    if (*p != t) continue;
    *p = t->next;
    return 1;
  }
  return 0;
}
static inline void pag_timer_set(pag_timer *t, int64_t ns) {
  t->when = pag_now() + ns;
  t->next = pag_timers;
  pag_timers = t;
}
static inline void pag_timer_start(pag_timer *t, int64_t ns, int64_t period,
                                   int how, void (*fn)(void *), void *arg) {
  pag_timer_stop(t);
  t->period = period;
  t->how = how;
  t->fn = fn;
  t->arg = arg;
  pag_timer_set(t, ns);
}
static inline int pag_timer_reset(pag_timer *t, int64_t ns) {
  int set = pag_timer_stop(t);
  pag_timer_set(t, ns);
  return set;
}

// One look around for somebody who waits until the clock shows `until`, or for
// ever (-1); 0: it is too late.
static inline int pag_turn(int64_t until) {
  const int64_t now = pag_now();
  for (pag_timer *t = pag_timers, *next; t; t = next) {
    next = t->next;
    if (t->when > now) continue;
    pag_timer_stop(t);
    if (t->period) pag_timer_set(t, t->period);
    if (t->how == PAG_TIMER_GO)
      pag_go(t->fn, t->arg);
    else
      t->fn(t->arg);
    break;
  }
  if (until >= 0 && now >= until) return 0;
  if (until >= 0 || pag_timers) pag_looks = 0;
  if (++pag_looks > 1000000) pag_fatal();
  pag_yield();
  return 1;
}
static inline int64_t pag_until(int64_t ns) {
  const int64_t now = pag_now();
  return ns < 0 ? -1 : ns < INT64_MAX - now ? now + ns : INT64_MAX;
}
// Until `condition`, for at most ns; PAG_TIMED_OUT or PAG_DONE.
#define PAG_AWAIT(condition, ns)               \
  const int64_t pag_end = pag_until(ns);       \
  int pag_left = 1;                            \
  while (!(condition) && pag_left) {           \
    pag_left = pag_turn(pag_end);              \
  }                                            \
  const int pag_result_ = (condition) ? PAG_DONE : PAG_TIMED_OUT; \
  pag_looks = 0

static inline void pag_sleep(int64_t ns) {
  if (ns <= 0) return;
  PAG_AWAIT(0, ns);
  (void)pag_result_;
}

typedef struct pag_mutex {
  int locked;
} pag_mutex;
static inline int pag_mutex_try_lock(pag_mutex *m) {
  return m->locked ? 0 : (m->locked = 1);
}
static inline int pag_mutex_lock_for(pag_mutex *m, int64_t ns) {
  PAG_AWAIT(!m->locked, ns);
  if (pag_result_ == PAG_DONE) m->locked = 1;
  return pag_result_;
}
static inline void pag_mutex_lock(pag_mutex *m) { pag_mutex_lock_for(m, -1); }
static inline void pag_mutex_unlock(pag_mutex *m) {
  if (!m->locked) pag_fatal();
  m->locked = 0;
}

typedef struct pag_rwmutex {
  int writer, readers, waiting;
} pag_rwmutex;
static inline int pag_rwmutex_try_lock(pag_rwmutex *m) {
  return m->writer || m->readers ? 0 : (m->writer = 1);
}
static inline int pag_rwmutex_try_rlock(pag_rwmutex *m) {
  return m->writer || m->waiting ? 0 : (m->readers++, 1);
}
static inline int pag_rwmutex_lock_for(pag_rwmutex *m, int64_t ns) {
  m->waiting++;
  PAG_AWAIT(!m->writer && !m->readers, ns);
  m->waiting--;
  if (pag_result_ == PAG_DONE) m->writer = 1;
  return pag_result_;
}
static inline int pag_rwmutex_rlock_for(pag_rwmutex *m, int64_t ns) {
  PAG_AWAIT(!m->writer && !m->waiting, ns);
  if (pag_result_ == PAG_DONE) m->readers++;
  return pag_result_;
}
static inline void pag_rwmutex_lock(pag_rwmutex *m) {
  pag_rwmutex_lock_for(m, -1);
}
static inline void pag_rwmutex_rlock(pag_rwmutex *m) {
  pag_rwmutex_rlock_for(m, -1);
}
static inline void pag_rwmutex_unlock(pag_rwmutex *m) {
  if (!m->writer) pag_fatal();
  m->writer = 0;
}
static inline void pag_rwmutex_runlock(pag_rwmutex *m) {
  if (!m->readers) pag_fatal();
  m->readers--;
}

// Those that wait, in a list on their stacks.
typedef struct PagCondWait {
  struct PagCondWait *next;
  int signalled;
} PagCondWait;
typedef struct pag_cond {
  PagCondWait *first;
} pag_cond;
static inline int pag_cond_wait_for(pag_cond *c, pag_mutex *m, int64_t ns) {
  PagCondWait wait = {NULL, 0}, **p = &c->first;
  while (*p) p = &(*p)->next;
  *p = &wait;
  pag_mutex_unlock(m);
  PAG_AWAIT(wait.signalled, ns);
  for (p = &c->first; *p; p = &(*p)->next) {
    if (*p != &wait) continue;
    *p = wait.next;
    break;
  }
  pag_mutex_lock(m);
  return pag_result_;
}
static inline void pag_cond_wait(pag_cond *c, pag_mutex *m) {
  pag_cond_wait_for(c, m, -1);
}
static inline void pag_cond_signal(pag_cond *c) {
  PagCondWait *wait = c->first;
  if (!wait) return;
  c->first = wait->next;
  wait->signalled = 1;
}
static inline void pag_cond_broadcast(pag_cond *c) {
  while (c->first) pag_cond_signal(c);
}

typedef struct pag_waitgroup {
  int count;
} pag_waitgroup;
static inline void pag_waitgroup_add(pag_waitgroup *g, int32_t delta) {
  g->count += delta;
  if (g->count < 0) pag_fatal();
}
static inline void pag_waitgroup_done(pag_waitgroup *g) {
  pag_waitgroup_add(g, -1);
}
static inline int pag_waitgroup_wait_for(pag_waitgroup *g, int64_t ns) {
  PAG_AWAIT(g->count == 0, ns);
  return pag_result_;
}
static inline void pag_waitgroup_wait(pag_waitgroup *g) {
  pag_waitgroup_wait_for(g, -1);
}

typedef struct pag_once {
  int state;
} pag_once;
static inline void pag_once_do(pag_once *o, void (*fn)(void *), void *arg) {
  if (o->state == 0) {
    o->state = 1;
    fn(arg);
    o->state = 2;
  }
  PAG_AWAIT(o->state == 2, -1);
  (void)pag_result_;
}

typedef struct pag_semaphore {
  uint32_t units;
} pag_semaphore;
static inline int pag_semaphore_try_acquire(pag_semaphore *s) {
  return s->units ? (s->units--, 1) : 0;
}
static inline int pag_semaphore_acquire_for(pag_semaphore *s, int64_t ns) {
  PAG_AWAIT(s->units, ns);
  if (pag_result_ == PAG_DONE) s->units--;
  return pag_result_;
}
static inline void pag_semaphore_acquire(pag_semaphore *s) {
  pag_semaphore_acquire_for(s, -1);
}
static inline void pag_semaphore_release(pag_semaphore *s, uint32_t n) {
  s->units += n;
}

// Never freed: tickets lead to it.
typedef struct PagTicket {
  uintptr_t value;
  int ready, over;
} PagTicket;
typedef struct pag_ticket {
  PagTicket *ticket;
} pag_ticket;

typedef uint32_t pag_key;
enum { PAG_KEYS_MAX = 1024 };
typedef struct PagHook {
  struct PagHook *next;
  void (*fn)(void *);
  void *arg;
} PagHook;
// Of a goroutine.
typedef struct PagLocal {
  uint64_t id;
  void *values[PAG_KEYS_MAX];
  PagHook *hooks;
  PagTicket *ticket;  // the last one
} PagLocal;
PAG_SHARED void (*pag_destructors[PAG_KEYS_MAX])(void *);
PAG_SHARED pag_key pag_keys;
PAG_SHARED uint64_t pag_last_id;

static inline PagLocal *pag_local(void) {
  PagG *g = pag_current;
  if (!g->local) {
    g->local = (PagLocal *)calloc(1, sizeof *g->local);
    g->local->id = ++pag_last_id;
  }
  return g->local;
}

static inline void pag_park_prepare(pag_ticket *t) {
  PagLocal *local = pag_local();
  if (local->ticket) local->ticket->over = 1;
  t->ticket = local->ticket = (PagTicket *)calloc(1, sizeof *t->ticket);
}
static inline int pag_ready(const pag_ticket *t, uintptr_t value) {
  if (t->ticket->over || t->ticket->ready) return 0;
  t->ticket->value = value;
  return t->ticket->ready = 1;
}
static inline uintptr_t pag_park(const pag_ticket *t, int64_t ns,
                                 void (*cancel)(void *), void *arg) {
  PAG_AWAIT(t->ticket->ready, ns);
  t->ticket->over = 1;
  if (pag_result_ == PAG_DONE) return t->ticket->value;
  if (cancel) cancel(arg);
  return 0;
}

static inline uint64_t pag_goid(void) { return pag_local()->id; }
static inline int pag_key_create(pag_key *key, void (*destructor)(void *)) {
  *key = pag_keys++;
  pag_destructors[*key] = destructor;
  return 0;
}
static inline void *pag_local_get(pag_key key) {
  return pag_local()->values[key];
}
static inline int pag_local_set(pag_key key, void *value) {
  if (key >= pag_keys) return 1;
  pag_local()->values[key] = value;
  return 0;
}
static inline int pag_at_goexit(void (*fn)(void *), void *arg) {
  PagHook *hook = (PagHook *)calloc(1, sizeof *hook);
  hook->next = pag_local()->hooks;
  hook->fn = fn;
  hook->arg = arg;
  pag_local()->hooks = hook;
  return 0;
}

// The current goroutine ends.
PAG_SHARED void pag_end_local(void) {
  PagLocal *local = pag_current->local;
  if (!local) return;
  while (local->hooks) {
    PagHook hook = *local->hooks;
    free(local->hooks);
    local->hooks = hook.next;
    hook.fn(hook.arg);
  }
  for (int round = 0, any = 1; round < 4 && any; round++) {
    any = 0;
    for (pag_key key = 0; key < pag_keys; key++) {
      void *value = local->values[key];
      if (!value || !pag_destructors[key]) continue;
      local->values[key] = NULL;
      pag_destructors[key](value);
      any = 1;
    }
  }
  if (local->ticket) local->ticket->over = 1;
  free(local);
  pag_current->local = NULL;
}

static inline uint64_t pag_num_goroutines(void) { return pag_live + 1; }
static inline void pag_lock_thread(void) {}
static inline void pag_unlock_thread(void) {}

#endif  // PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_SYNC_H_
