// The life of a goroutine.
#ifndef PAGURUS_RUNTIME_PROC_H_
#define PAGURUS_RUNTIME_PROC_H_

#include "runtime/g.h"

namespace pagurus {

// A goroutine that will run fn(arg), not yet runnable; null without memory.
G* NewG(void (*fn)(void*), void* arg);

// Makes *buf look as if fn had just been called by the code at buf->pc.
void GoStartCall(Gobuf* buf, const void* fn, void* ctxt);
// The same for a closure, whose address fn finds in its context register.
void GoStartCallFn(Gobuf* buf, Closure* closure);

// Fills what all Gs, g0s included, have.
void InitG(G* g, GStatus status);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_PROC_H_
