#include "runtime/sync/wait_block.h"

#include <new>

#include "runtime/g.h"
#include "runtime/print.h"
#include "runtime/sync/memory.h"

namespace pagurus {
namespace {

constexpr size_t kPlace = sizeof(Waiter) + sizeof(pag_chan*);

}  // namespace

WaitBlock* PrepareWaitBlock(G* g, size_t n) {
  WaitBlock* old = g->wait_block;
  if (old != nullptr && old->capacity >= n) return old;
  size_t bytes;
  void* memory = AllocMemory(sizeof(WaitBlock) + n * kPlace, &bytes);
  if (memory == nullptr) Fatal("no memory for a wait in several places");
  WaitBlock* block = new (memory) WaitBlock();
  block->g = g;
  block->bytes = bytes;
  block->capacity = (bytes - sizeof(WaitBlock)) / kPlace;
  FreeWaitBlock(g);
  g->wait_block = block;
  return block;
}

void FreeWaitBlock(G* g) {
  WaitBlock* block = g->wait_block;
  if (block == nullptr) return;
  g->wait_block = nullptr;
  FreeMemory(block, block->bytes);
}

}  // namespace pagurus
