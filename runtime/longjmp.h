// longjmp for buffers that managed code filled.
#ifndef PAGURUS_RUNTIME_LONGJMP_H_
#define PAGURUS_RUNTIME_LONGJMP_H_

#include "arch/context.h"

namespace pagurus {

// If __pag_setjmp filled the buffer.
inline bool IsOurJmpBuf(const void* buf) {
  return static_cast<const JmpBuf*>(buf)->magic == kJmpBufMagic;
}

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_LONGJMP_H_
