// Channels for the reference builds (pagurus.h in this folder): on one thread,
// by looking again and again.  A wait is a list of places in channels' queues;
// who serves one of them ends the whole wait.
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_CHANNELS_H_
#define PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_CHANNELS_H_

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum pag_result {
  PAG_DONE = 0,
  PAG_CLOSED = -1,
  PAG_WOULD_BLOCK = -2,
  PAG_TIMED_OUT = -3
};
enum pag_op { PAG_SEND = 1, PAG_RECV = 2 };

typedef struct PagWait {
  int over, index, received;
} PagWait;

typedef struct PagPlace {
  struct PagPlace *next;
  PagWait *wait;
  void *element;
  int index;
} PagPlace;

typedef struct pag_chan {
  size_t element_size, capacity, count, head;
  int closed;
  PagPlace *places[3];  // by pag_op
  char *ring;
} pag_chan;

struct pag_case {
  pag_chan *chan;
  void *element;
  int op;
};

PAG_SHARED uint32_t pag_random_state = 1;
PAG_SHARED long pag_looks;  // in vain, since something happened

// Every fatal error's status.
__attribute__((noreturn)) static inline void pag_fatal(void) { _exit(2); }

static inline pag_chan *pag_chan_make(size_t element_size, size_t capacity) {
  pag_chan *ch = (pag_chan *)calloc(1, sizeof *ch);
  ch->element_size = element_size;
  ch->capacity = capacity;
  ch->ring = (char *)malloc(element_size * capacity + 1);
  return ch;
}

static inline void pag_chan_free(pag_chan *ch) {
  if (!ch) return;
  free(ch->ring);
  free(ch);
}

static inline size_t pag_chan_len(const pag_chan *ch) {
  return ch ? ch->count : 0;
}
static inline size_t pag_chan_cap(const pag_chan *ch) {
  return ch ? ch->capacity : 0;
}

static inline void pag_copy(const pag_chan *ch, void *to, const void *from) {
  if (to && ch->element_size) memcpy(to, from, ch->element_size);
}

// Takes out the oldest place whose wait is not over, and ends that.
static inline PagPlace *pag_serve(pag_chan *ch, int op, int received) {
  PagPlace *place = ch->places[op];
  while (place && place->wait->over) place = place->next;
  ch->places[op] = place ? place->next : NULL;
  if (place) {
    place->wait->over = 1;
    place->wait->index = place->index;
    place->wait->received = received;
    pag_looks = 0;
  }
  return place;
}

static inline void pag_ring_push(pag_chan *ch, const void *element) {
  size_t at = (ch->head + ch->count++) % ch->capacity;
  pag_copy(ch, ch->ring + at * ch->element_size, element);
}

static inline int pag_attempt(pag_chan *ch, void *element, int op) {
  if (!ch) return PAG_WOULD_BLOCK;
  PagPlace *other;
  if (op == PAG_SEND) {
    if (ch->closed) pag_fatal();
    if ((other = pag_serve(ch, PAG_RECV, 1)))
      pag_copy(ch, other->element, element);
    else if (ch->count < ch->capacity)
      pag_ring_push(ch, element);
    else
      return PAG_WOULD_BLOCK;
    return PAG_DONE;
  }
  if (ch->count) {
    pag_copy(ch, element, ch->ring + ch->head * ch->element_size);
    ch->head = (ch->head + 1) % ch->capacity;
    ch->count--;
    if ((other = pag_serve(ch, PAG_SEND, 0))) pag_ring_push(ch, other->element);
    return PAG_DONE;
  }
  if ((other = pag_serve(ch, PAG_SEND, 0))) {
    pag_copy(ch, element, other->element);
    return PAG_DONE;
  }
  if (!ch->closed) return PAG_WOULD_BLOCK;
  if (element && ch->element_size) memset(element, 0, ch->element_size);
  return PAG_CLOSED;
}

static inline void pag_chan_close(pag_chan *ch) {
  if (!ch || ch->closed) pag_fatal();
  ch->closed = 1;
  if (pag_serve(ch, PAG_SEND, 0)) pag_fatal();
  PagPlace *place;
  while ((place = pag_serve(ch, PAG_RECV, 0)))
    if (place->element) memset(place->element, 0, ch->element_size);
}

static inline void pag_enter(struct pag_case *c, PagPlace *place) {
  place->next = NULL;
  if (!c->chan) return;
  PagPlace **last = &c->chan->places[c->op];
  while (*last) last = &(*last)->next;
  *last = place;
}

static inline void pag_leave(struct pag_case *c, PagPlace *place) {
  if (!c->chan) return;
  PagPlace **link = &c->chan->places[c->op];
  while (*link && *link != place) link = &(*link)->next;
  if (*link) *link = place->next;
}

static inline int64_t pag_clock(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static inline int pag_select(struct pag_case *cases, size_t n, int64_t ns,
                             int *received) {
  int ignored;
  if (!received) received = &ignored;
  *received = 0;
  pag_random_state = pag_random_state * 1664525u + 1013904223u;
  for (size_t i = 0; i < n; i++) {
    size_t k = (i + pag_random_state / 65536) % n;
    int result = pag_attempt(cases[k].chan, cases[k].element, cases[k].op);
    if (result == PAG_WOULD_BLOCK) continue;
    *received = cases[k].op == PAG_RECV && result == PAG_DONE;
    pag_looks = 0;
    return (int)k;
  }
  if (ns == 0) return PAG_WOULD_BLOCK;
  PagWait wait = {0, PAG_TIMED_OUT, 0};
  PagPlace *places = (PagPlace *)calloc(n + 1, sizeof *places);
  struct pag_case *own = (struct pag_case *)calloc(n + 1, sizeof *own);
  for (size_t i = 0; i < n; i++) {
    own[i] = cases[i];
    places[i].wait = &wait;
    places[i].element = cases[i].element;
    places[i].index = (int)i;
    pag_enter(&own[i], &places[i]);
  }
  const int64_t now = pag_clock();
  const int64_t until = ns < INT64_MAX - now ? now + ns : INT64_MAX;
  while (!wait.over && (ns < 0 || pag_clock() < until)) {
    if (ns > 0) pag_looks = 0;
    // Nothing will happen any more.
    if (++pag_looks > 1000000) pag_fatal();
    pag_yield();
  }
  for (size_t i = 0; i < n; i++) pag_leave(&own[i], &places[i]);
  free(own);
  free(places);
  *received = wait.received;
  return wait.index;
}

static inline int pag_one(pag_chan *ch, void *element, int op, int64_t ns,
                          int otherwise) {
  struct pag_case c = {ch, element, op};
  int received;
  int index = pag_select(&c, 1, ns, &received);
  if (index < 0) return otherwise;
  return op == PAG_RECV && !received ? PAG_CLOSED : PAG_DONE;
}

static inline void pag_chan_send(pag_chan *ch, const void *element) {
  pag_one(ch, (void *)element, PAG_SEND, -1, 0);
}
static inline int pag_chan_recv(pag_chan *ch, void *element) {
  return pag_one(ch, element, PAG_RECV, -1, 0);
}
static inline int pag_chan_try_send(pag_chan *ch, const void *element) {
  return pag_one(ch, (void *)element, PAG_SEND, 0, PAG_WOULD_BLOCK);
}
static inline int pag_chan_try_recv(pag_chan *ch, void *element) {
  return pag_one(ch, element, PAG_RECV, 0, PAG_WOULD_BLOCK);
}
static inline int pag_chan_send_for(pag_chan *ch, const void *element,
                                    int64_t ns) {
  return pag_one(ch, (void *)element, PAG_SEND, ns, PAG_TIMED_OUT);
}
static inline int pag_chan_recv_for(pag_chan *ch, void *element, int64_t ns) {
  return pag_one(ch, element, PAG_RECV, ns, PAG_TIMED_OUT);
}

#endif  // PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_CHANNELS_H_
