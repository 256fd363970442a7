// vfork's child borrows its parent's stack and returns through frames that the
// parent still needs; through a gate it would leave the system stack in ruins.
// fork has the same contract and a stack of its own.
#include <unistd.h>

extern "C" __attribute__((visibility("default"))) pid_t vfork() noexcept {
  return fork();
}

extern "C" {
extern const char __pag_has_vfork;
const char __pag_has_vfork = 0;  // abi.cc
}
