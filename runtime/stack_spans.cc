#include "runtime/stack_spans.h"

#include <errno.h>
#include <sys/mman.h>

namespace pagurus {
namespace {

// Address space asked for at a time.
constexpr size_t kRegion = size_t{4} << 20;
constexpr size_t kPage = 4096;

uintptr_t& Link(uintptr_t hi) {
  return *reinterpret_cast<uintptr_t*>(hi - sizeof(uintptr_t));
}

// Gives a span its memory.  Who needs one after another will use all of it, and
// a page fault for each two goroutines costs more than starting them.  If it
// cannot be done (Linux before 5.14), there are faults.
void Populate(void* span) {
  const int saved = errno;
  madvise(span, kSpan, MADV_POPULATE_WRITE);
  errno = saved;
}

// A stack smaller than kStackAlign leaves the lower part of its block unused,
// because tops are multiples of kStackAlign.
size_t BlockSize(int c) {
  const size_t size = size_t{1} << (kFirstStackClass + c);
  return size < kStackAlign ? kStackAlign : size;
}

}  // namespace

struct StackSpans::Span {
  Span* next;
  Span* prev;
  uintptr_t free;  // tops of free stacks, linked from their top words
  int c;
  uint32_t blocks;
  uint32_t carved;  // of these, from the top, have been handed out once
  uint32_t used;

  uintptr_t end() const { return reinterpret_cast<uintptr_t>(this) + kSpan; }
  bool full() const { return used == blocks; }

  void Unlink(Span** list) {
    (prev == nullptr ? *list : prev->next) = next;
    if (next != nullptr) next->prev = prev;
  }
  void LinkTo(Span** list) {
    prev = nullptr;
    next = *list;
    if (next != nullptr) next->prev = this;
    *list = this;
  }
};

StackSpans::Span* StackSpans::NewSpan() {
  if (region_ == region_end_) {
    void* memory = mmap(nullptr, kRegion + kSpan, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    region_ = (reinterpret_cast<uintptr_t>(memory) + kSpan - 1) & -kSpan;
    region_end_ = region_ + kRegion;
  }
  Span* span = reinterpret_cast<Span*>(region_);
  region_ += kSpan;
  if (one_was_not_enough_) Populate(span);
  one_was_not_enough_ = true;
  return span;
}

// A span without stacks in use, cut for this class.
StackSpans::Span* StackSpans::Empty(int c) {
  Span* span = kept_spans_;
  if (span != nullptr) {
    kept_spans_ = span->next;
    kept_ -= kSpan;
  } else if (released_ != nullptr) {
    span = released_;
    released_ = span->next;
  } else {
    span = NewSpan();
    if (span == nullptr) return nullptr;
  }
  const size_t blocks = (kSpan - sizeof(Span)) / BlockSize(c);
  *span = {nullptr, nullptr, 0, c, static_cast<uint32_t>(blocks), 0, 0};
  span->LinkTo(&partial_[c]);
  return span;
}

uintptr_t StackSpans::Take(int c) {
  Span* span = partial_[c] != nullptr ? partial_[c] : Empty(c);
  if (span == nullptr) return 0;
  uintptr_t hi = span->free;
  if (hi != 0) {
    span->free = Link(hi);
    Link(hi) = 0;
  } else {
    hi = span->end() - span->carved++ * BlockSize(c);
  }
  ++span->used;
  if (span->full()) span->Unlink(&partial_[c]);
  return hi;
}

void StackSpans::Give(uintptr_t hi) {
  Span* span = reinterpret_cast<Span*>((hi - 1) & -kSpan);
  if (span->full()) span->LinkTo(&partial_[span->c]);
  Link(hi) = span->free;
  span->free = hi;
  if (--span->used != 0) return;
  span->Unlink(&partial_[span->c]);
  if (kept_ < kMaxKept) {
    span->next = kept_spans_;
    kept_spans_ = span;
    kept_ += kSpan;
    return;
  }
  Release(span);
}

void StackSpans::Release(Span* span) {
  span->next = released_;
  released_ = span;
  // All but the header's page.
  madvise(reinterpret_cast<char*>(span) + kPage, kSpan - kPage, MADV_DONTNEED);
}

void StackSpans::Release() {
  while (kept_spans_ != nullptr) {
    Span* span = kept_spans_;
    kept_spans_ = span->next;
    kept_ -= kSpan;
    Release(span);
  }
}

}  // namespace pagurus
