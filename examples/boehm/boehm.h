// Boehm's collector in the place of Pagurus's own: what a managed program sees.
//
// boehm.c, which is native code, gives it what it needs of the runtime
// (pagurus_world.h).  The functions are for managed and native code, on every
// thread.
#ifndef EXAMPLES_BOEHM_BOEHM_H_
#define EXAMPLES_BOEHM_BOEHM_H_

#include <stddef.h>

#include "runtime/pagurus_gc.h"  // PAG_REF; nothing else of it is used

// A type of at most 64 words; zeros in what the program does not set.
struct boehm_type {
  size_t size;           // bytes
  size_t refs;           // bit i: word i is a reference or null
  unsigned long layout;  // Boehm's, once there is an object
};

// Once, before any of the others.
void boehm_start(void);

// A new object, all zero.  Collects first when it is due.  Out of memory, the
// process aborts.
void PAG_REF *boehm_new(struct boehm_type *type);

// Adds 1 to *freed, of static storage, when a collection has found the object
// unreachable.
void boehm_count_freed(void PAG_REF *object, long *freed);

// Runs a collection from its start to its end.  Blocks until then.
void boehm_collect(void);

// How many bytes the heap has that are not free, and how often a stack has been
// made smaller by a collection.
size_t boehm_used_bytes(void);
size_t boehm_stacks_shrunk(void);

#endif  // EXAMPLES_BOEHM_BOEHM_H_
