#include "gc/gray.h"

#include "gc/mark.h"
#include "gc/metadata.h"
#include "runtime/sched/fork.h"

namespace pagurus {
namespace {

constinit Lock lock{LockRank::kHeapMarking};
PAG_HOLD_ACROSS_FORK(lock);
constinit GrayChunk* unused_chunks = nullptr;
constinit std::atomic<uint64_t> n_chunks{0};

}  // namespace

GrayChunk* NewChunk() {
  Locked locked(&lock);
  GrayChunk* chunk = unused_chunks;
  if (chunk == nullptr) {
    n_chunks.fetch_add(1, std::memory_order_relaxed);
    return static_cast<GrayChunk*>(AllocMetadata(sizeof(GrayChunk)));
  }
  unused_chunks = chunk->next;
  return chunk;
}

void DropChunk(GrayChunk* chunk) {
  if (chunk == nullptr) return;
  Locked locked(&lock);
  chunk->next = unused_chunks;
  unused_chunks = chunk;
}

uint64_t GrayBytes() {
  return n_chunks.load(std::memory_order_relaxed) * sizeof(GrayChunk);
}

// --- MarkWork ---

GrayChunk* MarkWork::Push(GrayChunk* chunk) {
  Locked locked(&lock_);
  GrayChunk* top = full_.load(std::memory_order_relaxed);
  if (top != nullptr && top->n + chunk->n <= GrayChunk::kEntries) {
    __builtin_memcpy(&top->entries[top->n], chunk->entries,
                     chunk->n * sizeof chunk->entries[0]);
    top->n += chunk->n;
    chunk->n = 0;
    return chunk;
  }
  chunk->next = top;
  full_.store(chunk, std::memory_order_relaxed);
  n_full_.store(n_full_ + 1, std::memory_order_relaxed);
  return nullptr;
}

GrayChunk* MarkWork::Pop() {
  if (!HasGray()) return nullptr;
  Locked locked(&lock_);
  GrayChunk* chunk = full_.load(std::memory_order_relaxed);
  if (chunk == nullptr) return nullptr;
  full_.store(chunk->next, std::memory_order_relaxed);
  n_full_.store(n_full_ - 1, std::memory_order_relaxed);
  return chunk;
}

// --- Marker: its chunks ---

// Null, or the chunk, empty.
GrayChunk* Marker::Give(GrayChunk* chunk) {
  if (settles_ && work_->HasMany()) Settle(chunk);
  return chunk->n == 0 ? chunk : work_->Push(chunk);
}

void Marker::MoreRoom() {
  if (current_ != nullptr) {
    if (spare_full_) spare_ = Give(spare_);
    current_->n = n_;
    GrayChunk* const full = current_;
    current_ = spare_;
    spare_ = full;
    spare_full_ = true;
  }
  if (current_ == nullptr) current_ = NewChunk();
  n_ = 0;
}

// The current chunk is empty, or null.
bool Marker::MoreGray() {
  if (spare_full_) {
    GrayChunk* const empty = current_;
    current_ = spare_;
    spare_ = empty;
    spare_full_ = false;
  } else {
    GrayChunk* full = work_->Pop();
    if (full == nullptr) return false;
    if (spare_ == nullptr) {
      spare_ = current_;
    } else {
      DropChunk(current_);
    }
    current_ = full;
  }
  n_ = current_->n;
  return true;
}

// Somebody has nothing to do, and finds nothing to take (perhaps because the
// thread does not run): gives away half of what there is.
void Marker::Share() {
  if (spare_full_) {
    spare_ = Give(spare_);
    spare_full_ = false;
    return;
  }
  const size_t half = n_ / 2;
  if (half == 0) return;
  GrayChunk* chunk = NewChunk();
  // The older ones, which more hangs on.
  for (size_t i = 0; i < half; ++i) chunk->entries[i] = current_->entries[i];
  chunk->n = half;
  for (size_t i = half; i < n_; ++i) {
    current_->entries[i - half] = current_->entries[i];
  }
  n_ -= half;
  DropChunk(work_->Push(chunk));
}

void Marker::Report() {
  work_->Count(bytes_, objects_);
  reported_ += bytes_;
  bytes_ = objects_ = 0;
}

void Marker::Leave() {
  if (spare_full_) spare_ = Give(spare_);
  DropChunk(spare_);
  if (n_ != 0) {
    current_->n = n_;
    current_ = Give(current_);
  }
  DropChunk(current_);
  current_ = spare_ = nullptr;
  spare_full_ = false;
  n_ = 0;
  Report();
}

}  // namespace pagurus
