#include "runtime/sync/shelter.h"

#include "runtime/print.h"
#include "runtime/roots.h"
#include "runtime/sync/memory.h"

namespace pagurus {
namespace {

static_assert(sizeof(uintptr_t) < kShelterBlock);

struct Block {
  size_t size;     // of the element that follows
  uintptr_t down;  // from the stack's top to where it goes; 0: nowhere
  void* element() { return this + 1; }
};

void CopyUp(G* g, uintptr_t down, const void* from, size_t size) {
  __builtin_memcpy(reinterpret_cast<void*>(g->stack_hi - down), from, size);
}

}  // namespace

void* ShelterOther(G* g, void* element, size_t size, bool sends) {
  if (size == 0) return element;
  const uintptr_t down = g->stack_hi - reinterpret_cast<uintptr_t>(element);
  if (size <= sizeof g->sched.word) {
    if (sends) {
      __builtin_memcpy(&g->sched.word, element, size);
    } else {
      g->sheltered = down << 4 | size;
    }
    return &g->sched.word;
  }
  auto* block = static_cast<Block*>(AllocMemory(sizeof(Block) + size, nullptr));
  if (block == nullptr) Fatal("no memory for an element of a channel");
  *block = {size, sends ? 0 : down};
  if (sends) __builtin_memcpy(block->element(), element, size);
  g->sheltered = kShelterBlock;
  return block->element();
}

PAG_UNINSTRUMENTED void VisitSheltered(const G* g, const RootVisitor& visit) {
  // What a sender has there goes on when it has been received; nobody needs it
  // any more, but it is not there for long.
  visit(g->sched.word);
  if (g->sheltered != kShelterBlock) return;
  auto* block = static_cast<Block*>(g->waiter.element) - 1;
  const auto* words = static_cast<const uintptr_t*>(block->element());
  for (size_t i = 0; i < block->size / sizeof(uintptr_t); ++i) visit(words[i]);
}

void UnshelterOther(G* g, bool arrived) {
  const uintptr_t sheltered = g->sheltered;
  g->sheltered = 0;
  if (sheltered == kShelterBlock) {
    Block* block = static_cast<Block*>(g->waiter.element) - 1;
    if (arrived && block->down != 0) {
      CopyUp(g, block->down, block->element(), block->size);
    }
    FreeMemory(block, sizeof(Block) + block->size);
  } else if (sheltered != 0 && arrived) {
    CopyUp(g, sheltered >> 4, &g->sched.word, sheltered & kShelterSizeMask);
  }
}

}  // namespace pagurus
