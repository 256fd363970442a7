// Stacks that are never used again: each comes from the system and goes back
// there.  Stands in the place of runtime/stack_alloc.cc, for comparison.
#include <errno.h>
#include <sys/mman.h>

#include "runtime/large_stack.h"
#include "runtime/print.h"
#include "runtime/stack_alloc.h"

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;
constexpr size_t kLargestSmall = size_t{32} << 10;

size_t Mapped(size_t size) { return (size + kPage - 1) & -kPage; }

}  // namespace

StackRange AllocStack(size_t size) {
  if (size > kLargestSmall) return AllocLarge(size);
  const int saved = errno;
  const size_t bytes = Mapped(size);
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = saved;
  if (memory == MAP_FAILED) return {};
  const uintptr_t hi = reinterpret_cast<uintptr_t>(memory) + bytes;
  return {hi - size, hi};
}

void FreeStack(StackRange stack) {
  if (stack.size() > kLargestSmall) return FreeLarge(stack);
  const size_t bytes = Mapped(stack.size());
  if (munmap(reinterpret_cast<void*>(stack.hi - bytes), bytes) != 0) {
    Fatal("a stack cannot be unmapped");
  }
}

void ReleaseFreeStacks() { ReleaseFreeLarge(); }

}  // namespace pagurus
