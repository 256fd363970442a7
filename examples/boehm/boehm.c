// Boehm's collector on Pagurus's goroutines.
//
// It expects a conservative world: every thread's stack, registers and data
// segments may hold references, and signals stop threads.  None of that fits:
// goroutines' stacks move, lie anywhere, and know precisely where references
// are.  So it is told of one thread, which does nothing but collect, and of no
// data segment, and everything else it asks of the runtime:
//
//   stop the world   pag_stop_world, before Boehm is called; then it finds no
//                    other thread of its own to stop
//   roots            pag_visit_roots, as "other roots"
//   shrink           pag_shrink_stopped_stacks
//
// All other threads only allocate, which it allows to threads that it does not
// know, as long as they never collect (GC_disable).  When a collection is due
// they ask for one, and wait in native code.
//
// What a thread has allocated but not yet handed to managed code is in nobody's
// frame: native code's registers are no roots.  So each thread has a place for
// the object it has made last.
#include "examples/boehm/boehm.h"

#include <pthread.h>
#include <stdlib.h>

#define GC_THREADS
#define GC_NO_THREAD_REDIRECTS
#include <gc/gc.h>
#include <gc/gc_mark.h>
#include <gc/gc_typed.h>

#include "runtime/pagurus_world.h"

// Held by who allocates, and by the collector during a collection: it stops the
// world when nobody is inside Boehm's functions.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static unsigned long asked, done;  // collections
static int ready;
static size_t due = 4 << 20, shrunk;

// --- the last object of each thread ---

struct place {
  struct place *next;
  void *object;
  int taken;
};
static struct place *places;
static pthread_key_t key;
static __thread struct place *own;

// A thread has ended.
static void Leave(void *place) {
  struct place *p = place;
  pthread_mutex_lock(&lock);
  p->object = NULL;
  p->taken = 0;
  pthread_mutex_unlock(&lock);
}

static struct place *OwnPlace(void) {
  if (own != NULL) return own;
  for (own = places; own != NULL && own->taken;) own = own->next;
  if (own == NULL) {
    own = calloc(1, sizeof *own);
    if (own == NULL) abort();
    own->next = places;
    places = own;
  }
  own->taken = 1;
  pthread_setspecific(key, own);
  return own;
}

// --- roots ---

// Boehm takes ranges of words.
struct words {
  size_t n;
  uintptr_t word[256];
};

static void Flush(struct words *words) {
  GC_push_all_eager(words->word, words->word + words->n);
  words->n = 0;
}

static void Visit(void *arg, uintptr_t word) {
  struct words *words = arg;
  words->word[words->n++] = word;
  if (words->n == sizeof words->word / sizeof words->word[0]) Flush(words);
}

static void (*push_own_stack)(void);

static void GC_CALLBACK PushRoots(void) {
  struct words words = {0};
  pag_visit_roots(0, 1, Visit, &words);
  for (struct place *p = places; p != NULL; p = p->next) {
    if (p->object != NULL) Visit(&words, (uintptr_t)p->object);
  }
  Flush(&words);
  push_own_stack();  // of this thread, the only one that is known
}

// --- the collector's thread ---

static void Init(void) {
  struct GC_stack_base stack;
  if (GC_get_stack_base(&stack) != GC_SUCCESS) abort();
  GC_set_stackbottom(NULL, &stack);  // else it would be the main thread's
  GC_set_all_interior_pointers(1);
  GC_set_no_dls(1);
  GC_set_markers_count(1);
  GC_set_finalize_on_demand(1);
  GC_INIT();
  GC_clear_roots();
  GC_allow_register_threads();  // there are others: from now on it locks
  GC_disable();
  push_own_stack = GC_get_push_other_roots();
  GC_set_push_other_roots(PushRoots);
}

static void Collect(void) {
  pag_stop_world();
  shrunk += pag_shrink_stopped_stacks();
  GC_enable();
  GC_gcollect();
  GC_disable();
  pag_start_world();
  const size_t used = GC_get_heap_size() - GC_get_free_bytes();
  due = used > 4 << 20 ? used : 4 << 20;
}

static void *Collector(void *unused) {
  (void)unused;
  pthread_mutex_lock(&lock);
  Init();
  ready = 1;
  for (;;) {
    pthread_cond_broadcast(&changed);
    while (asked == done) pthread_cond_wait(&changed, &lock);
    const unsigned long served = asked;
    Collect();
    pthread_mutex_unlock(&lock);
    GC_invoke_finalizers();
    pthread_mutex_lock(&lock);
    done = served;
  }
}

void boehm_start(void) {
  pthread_t thread;
  pag_note_threads(1);
  if (pthread_key_create(&key, Leave) != 0 ||
      pthread_create(&thread, NULL, Collector, NULL) != 0) {
    abort();
  }
  pthread_mutex_lock(&lock);
  while (!ready) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

void boehm_collect(void) {
  pthread_mutex_lock(&lock);
  // One that has begun has not seen what the caller has dropped since.
  const unsigned long mine = ++asked;
  pthread_cond_broadcast(&changed);
  while (done < mine) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

// --- objects ---

void PAG_REF *boehm_new(struct boehm_type *type) {
  if (GC_get_bytes_since_gc() >= due) boehm_collect();
  pthread_mutex_lock(&lock);
  struct place *place = OwnPlace();
  if (type->layout == 0) {
    type->layout = GC_make_descriptor(&type->refs, type->size / sizeof(void *));
  }
  place->object = GC_malloc_explicitly_typed(type->size, type->layout);
  void *object = place->object;
  pthread_mutex_unlock(&lock);
  if (object == NULL) abort();
  return (void PAG_REF *)object;
}

// On the collector's thread.
static void GC_CALLBACK CountFreed(void *object, void *freed) {
  (void)object;
  __atomic_add_fetch((long *)freed, 1, __ATOMIC_RELAXED);
}

void boehm_count_freed(void PAG_REF *object, long *freed) {
  pthread_mutex_lock(&lock);
  GC_register_finalizer_no_order((void *)object, CountFreed, freed, NULL, NULL);
  pthread_mutex_unlock(&lock);
}

size_t boehm_used_bytes(void) {
  return GC_get_heap_size() - GC_get_free_bytes();
}

size_t boehm_stacks_shrunk(void) { return shrunk; }
