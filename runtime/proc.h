// The life of a goroutine.
#ifndef PAGURUS_RUNTIME_PROC_H_
#define PAGURUS_RUNTIME_PROC_H_

#include "runtime/g.h"

namespace pagurus {

// A goroutine that will run fn(arg), not yet runnable; null without memory.
// `created_by`: see G.
G* NewG(void (*fn)(void*), void* arg, uintptr_t created_by = 0);

// Gives g, which is about to run for the first time, its stack: only then, so
// that goroutines that start one after the other have it one after the other,
// still warm, however many have been made in advance; and so that it is as
// large as those before it have needed (start_size.h).  Dies without memory.
void GiveFirstStack(G* g);

// All Gs that have ever been, in the order of their memory, without a lock:
// those of threads are not among them, and many may be dead or never used.
class GIterator {
 public:
  GIterator();
  G* Next();  // null at the end
  // The next of those that lie side by side in memory, *first and behind it;
  // how many, 0 at the end.
  size_t NextRun(G** first);

 private:
  struct GSlab* slab_;
  size_t next_ = 0;
};

// Makes *buf look as if fn had just been called by the code at buf->pc.
void GoStartCall(Gobuf* buf, const void* fn, void* ctxt);
// The same for a closure, whose address fn finds in its context register.
void GoStartCallFn(Gobuf* buf, Closure* closure);

// Fills what all Gs, g0s included, have.
void InitG(G* g, GStatus status);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_PROC_H_
