/* Pagurus: the garbage-collected heap.
 *
 * Objects have a type, which says where their references are.  Memory that is
 * allocated is zero.  Objects do not move; an object lives while a reference to
 * any byte of it can be found in a root: managed code's references (in frames
 * and registers), globals that pag_add_roots has been told of, handles, and
 * objects that live.
 *
 * References are written `T PAG_REF *`, in LLVM's IR `ptr addrspace(1)`.  One
 * that is cast to a plain pointer is kept alive for the call that it is an
 * argument of, no longer.  One past an object's end is no reference to it.
 *
 * Native code's variables are no roots.  It keeps an object by a handle; a
 * function that returns a reference to native code returns one that is only
 * sure to be good until the next collection.
 *
 * Unless it says otherwise, a function may be called on every thread, by
 * managed code, callbacks and native code, but not in signal handlers, which may
 * not leave one that they interrupt by siglongjmp, either; it does not make a
 * goroutine wait, but may run a collection first, or wait for one.
 */
#ifndef PAGURUS_RUNTIME_PAGURUS_GC_H_
#define PAGURUS_RUNTIME_PAGURUS_GC_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PAG_REF __attribute__((address_space(1)))
/* For the compiler, a comment for the assembler: this file may have references,
 * even if all that is left of them after optimisation are copies of words.
 */
__asm__("#pagurus.references");

/* What is run for an object that is no longer reachable. */
typedef void (*pag_finalizer)(void PAG_REF *object);

/* A type: written by the program or by its compiler, in memory that stays and
 * can be written to.  But for what is the runtime's own it may not change once
 * it has been used.
 *
 * An object is aligned to 16 bytes if its type's size is a multiple of 16, else
 * to 8.
 */
typedef struct pag_type {
  /* Bytes of one object; as an array's element, of the distance to the next:
   * then a multiple of 8, if there are references. */
  size_t size;
  /* Bit i, counted from the lowest of refs[0]: the 8 bytes at offset 8 * i are
   * a reference or null.  Any other word there is ignored, as long as it is not
   * an address in the heap.  (size / 8 + 63) / 64 words; null: no references. */
  const uint64_t *refs;
  const char *name; /* for messages; may be null */
  /* Run once for each object of the type (see pag_set_finalizer), or null.
   * Not for elements of arrays. */
  pag_finalizer finalizer;
  /* The runtime's own, zero at first. */
  uint64_t reserved[2];
} pag_type;

/* A new object, all zero.  Without memory, or past the limit
 * (pag_set_gc_limit) after a collection: a fatal error.
 */
void PAG_REF *pag_alloc(pag_type *type);

/* A new array of n objects, all zero, with the type's references in each.  Its
 * length is the program's business.  n may be 0.
 */
void PAG_REF *pag_alloc_array(pag_type *type, size_t n);

/* n bytes, all zero, without references, aligned to 16 (8 if n <= 8). */
void PAG_REF *pag_alloc_bytes(size_t n);

/* As pag_alloc_array; null where that is a fatal error. */
void PAG_REF *pag_try_alloc(pag_type *type, size_t n);

/* How many bytes there are for the object that `object` points to or into, at
 * least what it was allocated with; 0 if it points to none. */
size_t pag_object_size(const void PAG_REF *object);

/* --- Handles ----------------------------------------------------------------
 *
 * A root that native code holds.  Never 0.  Using one that has been freed is a
 * fatal error.
 */
typedef uint64_t pag_handle;

/* Keeps `object` (which may be null) until pag_handle_free. */
pag_handle pag_handle_create(void PAG_REF *object);
/* A new object, already kept: for native code. */
pag_handle pag_handle_alloc(pag_type *type, size_t n);
void PAG_REF *pag_handle_get(pag_handle handle);
void pag_handle_set(pag_handle handle, void PAG_REF *object);
void pag_handle_free(pag_handle handle);

/* --- Global roots -----------------------------------------------------------
 *
 * The n objects of `type` in a row at `begin` (8-byte aligned), outside the
 * heap, hold references.  Until pag_remove_roots with the same `begin`, they
 * may be read at any time.  Adding a place twice, or removing one that is not
 * there, is a fatal error.
 */
void pag_add_roots(void *begin, const pag_type *type, size_t n);
void pag_remove_roots(void *begin);

/* --- References in memory that native code writes ------------------------------
 *
 * A collector may be following references while the program runs, and then it
 * has to be told of those that are overwritten.  Managed code does that by
 * itself.  Native code, while other threads may read or write there, changes
 * references in objects, in managed code's variables and in global roots with
 * this function only.
 */

/* As memmove(to, from, bytes), or if `from` is null as memset(to, 0, bytes).
 * `to` and `bytes` are multiples of 8; the range lies in no frame.  Each word is
 * written as a whole.  References that are written are kept by something else
 * (a handle, an object) until this returns. */
void pag_write_references(void *to, const void *from, size_t bytes);

/* --- Goroutines and channels ------------------------------------------------
 *
 * A goroutine's argument, goroutine-local values (pag_local_set), arguments of
 * pag_at_goexit's functions and of timers that are set, the value of pag_ready:
 * each keeps the object that it refers to for as long as the runtime has it.
 * Who gets it declares a reference as its parameter.
 */

/* A channel whose elements are objects of `type`, each a copy in the channel's
 * buffer: the references in them keep what they refer to.  As pag_chan_make
 * otherwise.  The type's size is a multiple of 8. */
struct pag_chan *pag_chan_make_typed(const pag_type *type, size_t capacity);

/* --- Collections ------------------------------------------------------------
 */

/* Runs a collection from its start to its end: objects that nothing referred to
 * when this was called are free when it returns, weak references to them null,
 * and their finalizers about to run.  Blocks meanwhile, as native code does:
 * other goroutines go on. */
void pag_collect(void);

/* --- Weak references --------------------------------------------------------
 *
 * Does not keep its object, and reads as null from the collection on that finds
 * it unreachable: all of them at once, before its finalizer runs, and for good,
 * even if the finalizer makes the object reachable again.  An object that a
 * finalizer still needs is reachable.
 */
typedef struct pag_weak pag_weak;

/* Belongs to the caller, who frees it. */
pag_weak *pag_weak_create(void PAG_REF *object);
/* The reference it was created with, or null. */
void PAG_REF *pag_weak_get(const pag_weak *weak);
void pag_weak_free(pag_weak *weak);

/* --- Finalizers -------------------------------------------------------------
 *
 * When a collection finds `object` unreachable, finalizer(object) runs, once,
 * some time later, on a goroutine that runs all of them one after the other.
 * Until it has returned, the object lives, and all that it refers to; so, of
 * objects that refer to each other, the first one's finalizer runs first, and
 * the others' after a later collection.  Objects with finalizers that refer to
 * themselves in a circle are never freed.  None runs at the process's end.
 *
 * `object` points to an object's first byte.  Null takes the finalizer away.  A
 * new one takes an old one's place.  Anything else is a fatal error.
 */
void pag_set_finalizer(void PAG_REF *object, pag_finalizer finalizer);

/* --- Settings and counters --------------------------------------------------
 */

/* A collection is to have ended when as many bytes have been allocated as this
 * percentage of those that the last one left, and at least 4 MiB: it begins so
 * much earlier as it seems to take.  At first 100, or
 * PAGURUS=gcpercent=N.  Negative: only when it is asked for, or at the limit.
 * Returns the setting before. */
int64_t pag_set_gc_percent(int64_t percent);

/* The heap takes no more than `bytes`, whatever that costs; 0 (at first, or
 * PAGURUS=gclimit=BYTES): no limit.  Returns the setting before. */
uint64_t pag_set_gc_limit(uint64_t bytes);

typedef struct pag_gc_stats {
  uint64_t live_bytes;       /* that the last collection found */
  uint64_t live_objects;     /* the same */
  uint64_t heap_bytes;       /* in spans that hold objects */
  uint64_t free_bytes;       /* in free pages that the OS has not got back */
  uint64_t allocated_bytes;  /* since the process began */
  uint64_t allocated_objects;
  uint64_t returned_bytes;   /* to the OS, since the process began */
  uint64_t next_bytes;       /* how many there will be when the next one ends */
  uint64_t spans;
  uint64_t kinds;            /* of objects: sizes with places of references */
  uint64_t collections;
  uint64_t pause_total_ns;
  uint64_t pause_max_ns;
  uint64_t finalizers_run;
  uint64_t handles;
  /* The world is stopped twice in a collection, or more often if much is
   * overwritten while the first end is near; once with PAGURUS=gcconcurrent=0,
   * which counts as neither of the two. */
  uint64_t pauses;
  uint64_t pause_begin_max_ns;
  uint64_t pause_end_max_ns;
  uint64_t pause_begin_last_ns; /* of the last collection */
  uint64_t pause_end_last_ns;
  uint64_t marking_ns;       /* from the first pause to the end of the last */
  uint64_t assists;          /* times that allocation has marked objects */
  uint64_t assisted_bytes;   /* that it has marked */
} pag_gc_stats;

/* Fills in the first `size` bytes, those that this runtime does not know with
 * zeros: pass sizeof(pag_gc_stats).  What is allocated is counted by the run of
 * free memory that a P takes, so somewhat early. */
void pag_get_gc_stats(pag_gc_stats *stats, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* PAGURUS_RUNTIME_PAGURUS_GC_H_ */
