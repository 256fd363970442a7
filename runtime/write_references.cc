// Native code overwrites references (pagurus_gc.h).
#include "runtime/barrier.h"
#include "runtime/print.h"
#include "runtime/sched/native.h"

namespace pagurus {
namespace {

// Word by word: the collector and other threads may read there.
void Move(uintptr_t* to, const uintptr_t* from, size_t n) {
  if (from == nullptr) {
    for (size_t i = 0; i < n; ++i)
      __atomic_store_n(&to[i], 0, __ATOMIC_RELAXED);
  } else if (from > to) {
    for (size_t i = 0; i < n; ++i) {
      __atomic_store_n(&to[i], from[i], __ATOMIC_RELAXED);
    }
  } else {
    while (n-- > 0) __atomic_store_n(&to[n], from[n], __ATOMIC_RELAXED);
  }
}

}  // namespace
}  // namespace pagurus

extern "C" __attribute__((visibility("default"))) void pag_write_references(
    void* to, const void* from, size_t bytes) {
  using namespace pagurus;
  if ((reinterpret_cast<uintptr_t>(to) | bytes) % sizeof(uintptr_t) != 0) {
    Fatal("pag_write_references of parts of words");
  }
  // No cycle begins between the note and the store.
  RuntimeScope scope;
  NoteOverwritten(to, bytes);
  Move(static_cast<uintptr_t*>(to), static_cast<const uintptr_t*>(from),
       bytes / sizeof(uintptr_t));
}
