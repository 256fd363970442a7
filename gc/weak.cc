// Weak references: in blocks that are never freed, and read one by one at the
// end of each cycle, while the program goes on.  So who reads one asks for
// itself whether its object is marked, until all of them have been looked at.
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
// Marks are final, and not all entries have been looked at.
constinit bool clearing = false;
// The next block to be looked at.
constinit Block* walked = nullptr;

void ClearIfUnmarked(pag_weak* w) {
  if (w->in_use && w->word != 0 && !heap.IsMarked(w->word)) w->word = 0;
}

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
  if (clearing && weak->word != 0 && !heap.IsMarked(weak->word)) return 0;
  Shade(weak->word);
  return weak->word;
}

void FreeWeak(pag_weak* weak) {
  if (!weak->in_use) Fatal("a weak reference is freed twice");
  weak->in_use = false;
  weak->word = reinterpret_cast<uintptr_t>(first_free);
  first_free = weak;
}

void BeginClearingWeak() {
  clearing = true;
  walked = blocks;
}

// Blocks that come meanwhile are before the first, and need not be looked at:
// what a new weak reference is made for is reachable.
void ClearWeak(bool stopped) {
  for (;;) {
    if (!stopped) Enter(&tables_lock);
    Block* const block = walked;
    if (block != nullptr) {
      for (pag_weak& w : block->entries) ClearIfUnmarked(&w);
      walked = block->next;
    } else {
      clearing = false;
    }
    if (!stopped) Leave(&tables_lock);
    if (block == nullptr) return;
  }
}

}  // namespace pagurus
