// Section pagurus_words: 8 bytes per word, {s32 function, s32 word}, each the
// distance from itself to what it names, so that nothing is relocated when the
// program starts.  The linker puts them into whatever order: here they are
// sorted, once, into an array of addresses, which is never written again.
#include "runtime/function_words.h"

#include <stddef.h>
#include <sys/mman.h>

#include <atomic>

#include "runtime/print.h"

struct PagWordRecord {
  int32_t function;
  int32_t word;
};

extern "C" {
[[gnu::weak, gnu::visibility(
                 "hidden")]] extern const PagWordRecord __start_pagurus_words[];
[[gnu::weak,
  gnu::visibility("hidden")]] extern const PagWordRecord __stop_pagurus_words[];
}

namespace pagurus {
namespace {

struct Entry {
  uintptr_t function;
  const void* word;
};

constinit Entry* entries = nullptr;
constinit size_t n_entries = 0;

constinit std::atomic<pag_describe*> describe{nullptr};

uintptr_t Target(const int32_t* field) {
  return reinterpret_cast<uintptr_t>(field) + static_cast<intptr_t>(*field);
}

void Swap(Entry* a, Entry* b) {
  const Entry t = *a;
  *a = *b;
  *b = t;
}

// Heapsort: in place, and in n log n steps whatever the order is.
void SiftDown(Entry* heap, size_t i, size_t n) {
  for (size_t child; (child = 2 * i + 1) < n; i = child) {
    if (child + 1 < n && heap[child].function < heap[child + 1].function) {
      ++child;
    }
    if (heap[i].function >= heap[child].function) return;
    Swap(&heap[i], &heap[child]);
  }
}

void Sort(Entry* heap, size_t n) {
  for (size_t i = n / 2; i-- > 0;) SiftDown(heap, i, n);
  for (size_t last = n; last-- > 1;) {
    Swap(&heap[0], &heap[last]);
    SiftDown(heap, 0, last);
  }
}

[[noreturn]] void Refuse(const char* what, uintptr_t function) {
  Printer()
      .Text("pagurus: fatal error: pagurus_words: ")
      .Text(what)
      .Text(" ")
      .Address(function)
      .Text("\n");
  Die();
}

}  // namespace

void RegisterFunctionWords() {
  const auto n =
      static_cast<size_t>(__stop_pagurus_words - __start_pagurus_words);
  if (n == 0) return;
  void* memory = mmap(nullptr, n * sizeof(Entry), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) Fatal("no memory for the functions' words");
  Entry* all = static_cast<Entry*>(memory);
  for (size_t i = 0; i < n; ++i) {
    const PagWordRecord& record = __start_pagurus_words[i];
    const uintptr_t function = Target(&record.function);
    const FuncInfo* func = FindFunc(function);
    if (func == nullptr || func->begin != function) {
      Refuse("a word for what is no managed function:", function);
    }
    all[i] = {function, reinterpret_cast<const void*>(Target(&record.word))};
  }
  Sort(all, n);
  for (size_t i = 1; i < n; ++i) {
    // Copies of an inline function each come with its word.
    if (all[i].function == all[i - 1].function &&
        all[i].word != all[i - 1].word) {
      Refuse("two words for", all[i].function);
    }
  }
  entries = all;
  n_entries = n;
}

const void* FunctionWord(uintptr_t function) {
  size_t low = 0;
  for (size_t high = n_entries; low < high;) {
    const size_t middle = low + (high - low) / 2;
    if (entries[middle].function < function) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < n_entries && entries[low].function == function
             ? entries[low].word
             : nullptr;
}

pag_frame FrameOf(const FuncInfo* func, uintptr_t pc) {
  return {pc, func->begin, FunctionWord(func->begin)};
}

bool DescribeFrame(const FuncInfo* func, uintptr_t pc, pag_source* source) {
  static constinit std::atomic<bool> inside{false};
  pag_describe* const ask = describe.load(std::memory_order_acquire);
  if (ask == nullptr) return false;
  const pag_frame frame = FrameOf(func, pc);
  if (frame.word == nullptr || inside.exchange(true)) return false;
  *source = {};
  const bool known = ask(&frame, source) != 0;
  inside.store(false);
  return known;
}

}  // namespace pagurus

extern "C" __attribute__((visibility("default"))) pag_describe*
pag_set_describe(pag_describe* next) {
  return pagurus::describe.exchange(next, std::memory_order_acq_rel);
}
