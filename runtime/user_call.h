// Calling functions of the program's own from the scheduler.
#ifndef PAGURUS_RUNTIME_USER_CALL_H_
#define PAGURUS_RUNTIME_USER_CALL_H_

namespace pagurus {

// Calls fn(arg), managed or native, on the system stack where the caller
// stands.  It runs as a callback does: if it waits, the thread waits, and its P
// may be another one afterwards.
void CallUser(void (*fn)(void*), void* arg);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_USER_CALL_H_
