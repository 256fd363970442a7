// Copying and filling for the mover, which must not call out of itself (I7):
// the program's own memcpy may be managed code, which would come back to us.
#ifndef PAGURUS_ARCH_X86_64_COPY_H_
#define PAGURUS_ARCH_X86_64_COPY_H_

#include <stddef.h>
#include <stdint.h>

namespace pagurus {

// The ranges are whole words and do not overlap.
inline void CopyWords(uintptr_t to, uintptr_t from, size_t bytes) {
  size_t words = bytes / sizeof(uintptr_t);
  asm volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words)::"memory");
}

inline void FillWords(uintptr_t to, size_t bytes, uintptr_t value) {
  size_t words = bytes / sizeof(uintptr_t);
  asm volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(value) : "memory");
}

}  // namespace pagurus

#endif  // PAGURUS_ARCH_X86_64_COPY_H_
