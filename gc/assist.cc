#include "gc/assist.h"

#include <sched.h>

#include <atomic>

#include "gc/pacer.h"
#include "gc/pages.h"
#include "gc/waits.h"
#include "runtime/signal_mask.h"

namespace pagurus {
namespace {

constexpr uint32_t kClosed = uint32_t{1} << 31;
constinit std::atomic<uint32_t> gate{kClosed};
// While the gate is open or somebody is inside.
constinit std::atomic<MarkWork*> assisted{nullptr};
constinit std::atomic<uint64_t> assists{0};
constinit std::atomic<uint64_t> assisted_bytes{0};

// Bytes marked, at most, for each that is allocated.
constexpr uint64_t kMost = 64;
// Objects that are followed between two looks at how much is missing, and how
// often that is looked at: many objects may lead to few that are not marked.
constexpr uint32_t kStep = 64;
constexpr int kMostSteps = 64;

// How often a thread waits for markers.
constexpr int kMostWaits = 16;

bool EnterGate() {
  uint32_t value = gate.load();
  do {
    if ((value & kClosed) != 0) return false;
  } while (!gate.compare_exchange_weak(value, value + 1));
  return true;
}

}  // namespace

bool Assist(size_t bytes) {
  if ((gate.load(std::memory_order_relaxed) & kClosed) != 0) return false;
  // A handler that left by siglongjmp would keep the gate from closing, and
  // what this has gray from being marked.
  SignalsBlocked blocked;
  if (!EnterGate()) return false;
  MarkWork* work = assisted.load(std::memory_order_relaxed);
  uint64_t missing = pacer.Behind(work->marked_bytes());
  uint64_t marked = 0;
  bool more = false;
  if (missing != 0) {
    const uint64_t most =
        kMost * (bytes < kPageBytes ? uint64_t{kPageBytes} : bytes);
    if (missing > most) missing = most;
    Marker marker(work, Marker::kBeside);
    for (int i = 0; i < kMostSteps; ++i) {
      more = marker.DrainSome(kStep);
      if (!more || marker.marked() >= missing) break;
    }
    marker.Leave();
    marked = marker.marked();
    if (marked != 0) {
      assists.fetch_add(1, std::memory_order_relaxed);
      assisted_bytes.fetch_add(marked, std::memory_order_relaxed);
    }
  }
  gate.fetch_sub(1);
  return missing > marked && marked == 0 && !more;
}

void OpenAssists(MarkWork* work) {
  assisted.store(work);
  gate.store(0);
}

void CloseAssists() {
  gate.fetch_or(kClosed);
  while (gate.load() != kClosed) sched_yield();
}

uint32_t MayTryAgain() {
  SignalsBlocked blocked;
  if (!EnterGate()) return kEverybody;
  MarkWork* work = assisted.load(std::memory_order_relaxed);
  uint32_t n = kEverybody;
  if (pacer.Behind(work->marked_bytes()) != 0) {
    n = work->chunks();
    if (n == 0) work->AskForGray();
  }
  gate.fetch_sub(1);
  return n;
}

// Not inside the gate, whose closing would wait for this.
void AssistOrWait(size_t bytes) {
  for (int waits = 0; Assist(bytes) && waits < kMostWaits; ++waits) {
    WaitForMarkers();
  }
}

uint64_t Assists() { return assists.load(std::memory_order_relaxed); }
uint64_t AssistedBytes() {
  return assisted_bytes.load(std::memory_order_relaxed);
}

}  // namespace pagurus
