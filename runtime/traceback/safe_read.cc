#include "runtime/traceback/safe_read.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace pagurus {

bool ReadMemory(uintptr_t from, void* to, size_t n) {
  const int saved = errno;
  iovec local{to, n};
  iovec remote{reinterpret_cast<void*>(from), n};
  // Whole words: the last one goes over the stack, where an int leaves half a
  // word as it is.
  constexpr unsigned long kOne = 1, kNoFlags = 0;
  const long done = syscall(SYS_process_vm_readv, long{getpid()}, &local, kOne,
                            &remote, kOne, kNoFlags);
  const bool forbidden = done < 0 && (errno == EPERM || errno == ENOSYS);
  errno = saved;
  if (!forbidden) return done == static_cast<long>(n);
  const auto* source = reinterpret_cast<const volatile char*>(from);
  for (size_t i = 0; i < n; ++i) static_cast<volatile char*>(to)[i] = source[i];
  return true;
}

bool StackReader::Word(uintptr_t at, uintptr_t* value) {
  if (at < lo_ || at >= hi_ || hi_ - at < sizeof(uintptr_t) ||
      at % sizeof(uintptr_t) != 0) {
    return false;
  }
  if (at - piece_lo_ >= piece_words_ * sizeof(uintptr_t)) {
    size_t words = (hi_ - at) / sizeof(uintptr_t);
    if (words > kPiece) words = kPiece;
    piece_lo_ = at;
    piece_words_ = words;
    if (!ReadMemory(at, piece_, words * sizeof(uintptr_t))) {
      piece_words_ = 1;
      if (!ReadMemory(at, piece_, sizeof(uintptr_t))) {
        piece_words_ = 0;
        return false;
      }
    }
  }
  *value = piece_[(at - piece_lo_) / sizeof(uintptr_t)];
  return true;
}

}  // namespace pagurus
