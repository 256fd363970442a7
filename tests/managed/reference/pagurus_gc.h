// Stand-in for the runtime's pagurus_gc.h in the reference builds: objects of
// calloc's that are never freed.  So a program may print what it has put into
// objects, and not what has become of them.
#ifndef PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_GC_H_
#define PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_GC_H_

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "pagurus.h"

#ifdef __cplusplus
extern "C" {
#endif

#define PAG_REF
// For programs that look at what a collection has done.
#define PAG_NEVER_COLLECTS 1

typedef void (*pag_finalizer)(void *object);

typedef struct pag_type {
  size_t size;
  const uint64_t *refs;
  const char *name;
  pag_finalizer finalizer;
  uint64_t reserved[2];
} pag_type;

static inline void *pag_alloc_bytes(size_t n) { return calloc(1, n + 1); }
static inline void *pag_alloc_array(pag_type *type, size_t n) {
  return pag_alloc_bytes(type->size * n);
}
static inline void *pag_alloc(pag_type *type) {
  return pag_alloc_array(type, 1);
}
static inline void *pag_try_alloc(pag_type *type, size_t n) {
  return pag_alloc_array(type, n);
}

typedef uint64_t pag_handle;
static inline pag_handle pag_handle_create(void *object) {
  void **place = (void **)malloc(sizeof *place);
  *place = object;
  return (pag_handle)place;
}
static inline pag_handle pag_handle_alloc(pag_type *type, size_t n) {
  return pag_handle_create(pag_alloc_array(type, n));
}
static inline void *pag_handle_get(pag_handle handle) {
  return *(void **)handle;
}
static inline void pag_handle_set(pag_handle handle, void *object) {
  *(void **)handle = object;
}
static inline void pag_handle_free(pag_handle handle) { free((void *)handle); }

static inline void pag_add_roots(void *begin, const pag_type *type, size_t n) {
  (void)begin, (void)type, (void)n;
}
static inline void pag_remove_roots(void *begin) { (void)begin; }

typedef struct pag_weak {
  void *object;
} pag_weak;
static inline pag_weak *pag_weak_create(void *object) {
  pag_weak *weak = (pag_weak *)malloc(sizeof *weak);
  weak->object = object;
  return weak;
}
static inline void *pag_weak_get(const pag_weak *weak) { return weak->object; }
static inline void pag_weak_free(pag_weak *weak) { free(weak); }

#define PAG_NOTHING_IS_FREED
static inline void pag_collect(void) {}
static inline struct pag_chan *pag_chan_make_typed(const pag_type *type,
                                                   size_t capacity) {
  return pag_chan_make(type->size, capacity);
}

static inline void pag_set_finalizer(void *object, pag_finalizer finalizer) {
  (void)object, (void)finalizer;
}

static inline int64_t pag_set_gc_percent(int64_t percent) {
  (void)percent;
  return 100;
}
static inline uint64_t pag_set_gc_limit(uint64_t bytes) {
  (void)bytes;
  return 0;
}

#ifdef __cplusplus
}
#endif

#endif  // PAGURUS_TESTS_MANAGED_REFERENCE_PAGURUS_GC_H_
