#include "runtime/stack_alloc.h"

#include <sys/mman.h>

#include "arch/entries.h"
#include "runtime/fresh_range.h"
#include "runtime/print.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

constexpr size_t kSpan = size_t{256} << 10;
constexpr size_t kLargestSmall = size_t{32} << 10;
constexpr size_t kMaxCached = size_t{16} << 20;
constexpr size_t kPage = 4096;

// Links a free stack from its top word, which is in the cache and mapped.
struct FreeLists {
  uintptr_t head[64];  // of stacks of 2^i bytes: the stack's hi, or 0
  size_t cached;       // bytes of large stacks in the lists
};
constinit FreeLists lists{};

uintptr_t& Link(uintptr_t hi) {
  return *reinterpret_cast<uintptr_t*>(hi - sizeof(uintptr_t));
}

size_t ClassOf(size_t size) {
  return static_cast<size_t>(__builtin_ctzll(size));
}

uintptr_t Map(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return memory == MAP_FAILED ? 0 : reinterpret_cast<uintptr_t>(memory);
}

bool UseFreshRange() {
  return switches.stressmove != 0 || switches.faultonfree != 0;
}

// Address space that a stack of `size` bytes takes: a stack smaller than
// kStackAlign leaves the lower part of its block unused, because tops are
// multiples of kStackAlign.
size_t BlockSize(size_t size) {
  size_t least = kStackAlign;
  if (switches.faultonfree != 0) least = kPage;
  return size < least ? least : size;
}

// Cuts a span into stacks of one class.
bool Refill(size_t size) {
  const uintptr_t span = Map(kSpan);
  if (span == 0) return false;
  uintptr_t& head = lists.head[ClassOf(size)];
  for (size_t end = kSpan; end > 0; end -= BlockSize(size)) {
    Link(span + end) = head;
    head = span + end;
  }
  return true;
}

}  // namespace

StackRange AllocStack(size_t size) {
  uintptr_t hi = 0;
  if (UseFreshRange()) {
    const uintptr_t block = AllocFresh(BlockSize(size));
    if (block == 0) return {};
    hi = block + BlockSize(size);
  } else {
    uintptr_t& head = lists.head[ClassOf(size)];
    if (head == 0 && size <= kLargestSmall && !Refill(size)) return {};
    if (head != 0) {
      hi = head;
      head = Link(hi);
      Link(hi) = 0;
      if (size > kLargestSmall) lists.cached -= size;
    } else {
      const uintptr_t block = Map(size);
      if (block == 0) return {};
      hi = block + size;
    }
  }
  return {hi - size, hi};
}

void FreeStack(StackRange stack) {
  const uintptr_t here =
      reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (here - stack.lo < stack.size()) {
    Fatal("a stack is freed by code that runs on it (I9)");
  }
  const size_t size = stack.size();
  if (IsFresh(stack.lo)) {
    FreeFresh(stack.hi - BlockSize(size), BlockSize(size),
              switches.faultonfree != 0);
    return;
  }
  if (size > kLargestSmall && lists.cached + size > kMaxCached) {
    munmap(reinterpret_cast<void*>(stack.lo), size);
    return;
  }
  if (size > kLargestSmall) lists.cached += size;
  uintptr_t& head = lists.head[ClassOf(size)];
  Link(stack.hi) = head;
  head = stack.hi;
}

}  // namespace pagurus
