// Weak references: in blocks that are never freed, and read one by one at the
// end of each cycle.
#include "gc/heap.h"
#include "gc/metadata.h"
#include "gc/tables.h"
#include "runtime/print.h"

struct pag_weak {
  uintptr_t word;  // the object, or 0; of a free one, the next free one
  bool in_use;
};

namespace pagurus {
namespace {

struct Block {
  static constexpr size_t kEntries = 255;
  Block* next;
  pag_weak entries[kEntries];
};

constinit Block* blocks = nullptr;
constinit pag_weak* first_free = nullptr;

void NewBlock() {
  auto* block = static_cast<Block*>(AllocMetadata(sizeof(Block)));
  block->next = blocks;
  blocks = block;
  for (pag_weak& w : block->entries) {
    w.word = reinterpret_cast<uintptr_t>(first_free);
    first_free = &w;
  }
}

}  // namespace

pag_weak* NewWeak(uintptr_t object) {
  if (first_free == nullptr) NewBlock();
  pag_weak* w = first_free;
  first_free = reinterpret_cast<pag_weak*>(w->word);
  w->word = object;
  w->in_use = true;
  return w;
}

uintptr_t WeakObject(const pag_weak* weak) {
  if (!weak->in_use) Fatal("a weak reference that has been freed");
  return weak->word;
}

void FreeWeak(pag_weak* weak) {
  if (!weak->in_use) Fatal("a weak reference is freed twice");
  weak->in_use = false;
  weak->word = reinterpret_cast<uintptr_t>(first_free);
  first_free = weak;
}

void ClearWeak() {
  for (Block* block = blocks; block != nullptr; block = block->next) {
    for (pag_weak& w : block->entries) {
      if (w.in_use && w.word != 0 && !heap.IsMarked(w.word)) w.word = 0;
    }
  }
}

}  // namespace pagurus
