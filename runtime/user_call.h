// Calling functions of the program's own from the scheduler.
#ifndef PAGURUS_RUNTIME_USER_CALL_H_
#define PAGURUS_RUNTIME_USER_CALL_H_

namespace pagurus {

// Calls fn(arg), managed or native, on the system stack where the caller
// stands, with no lock held.  It runs as a callback does: if it waits, the
// thread waits, and its P may be another one afterwards.  The world may stop
// meanwhile, also if the caller is in a RuntimeScope; `arg` is a root.
void CallUser(void (*fn)(void*), void* arg);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_USER_CALL_H_
