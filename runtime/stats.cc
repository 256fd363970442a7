#include "runtime/stats.h"

#include "runtime/m.h"
#include "runtime/move_profile.h"
#include "runtime/print.h"
#include "runtime/sched/start_m.h"
#include "runtime/stack_sizes.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// Of Ms that are no more; under threads_lock.
constinit Stats past{};

constexpr struct {
  const char* name;
  Counter Stats::* field;
} kFields[] = {
    {"moves", &Stats::moves},
    {"grows", &Stats::grows},
    {"shrinks", &Stats::shrinks},
    {"bytes_copied", &Stats::bytes_copied},
    {"frames", &Stats::frames},
    {"slots", &Stats::slots},
    {"pointers_rewritten", &Stats::pointers_rewritten},
    {"max_stack_bytes", &Stats::max_stack_bytes},
    {"goroutines", &Stats::goroutines},
    {"goroutines_ended", &Stats::goroutines_ended},
    {"starts_above_minimum", &Stats::starts_above_minimum},
    {"growths_avoided", &Stats::growths_avoided},
    {"in_place", &Stats::in_place},
    {"pages_moved", &Stats::pages_moved},
    {"shrink_looks", &Stats::shrink_looks},
    {"shrunk_bytes", &Stats::shrunk_bytes},
    {"arena_bytes", &Stats::arena_bytes},
    {"shrink_rests", &Stats::shrink_rests},
    {"shrink_running", &Stats::shrink_running},
    {"shrink_native", &Stats::shrink_native},
    {"shrink_thread", &Stats::shrink_thread},
    {"shrink_signal", &Stats::shrink_signal},
    {"shrink_claimed", &Stats::shrink_claimed},
    {"shrink_memory", &Stats::shrink_memory},
    {"shrink_off", &Stats::shrink_off},
    {"move_ns", &Stats::move_ns},
};

void Add(const Stats& from, Stats* to) {
  for (const auto& f : kFields) {
    Counter& sum = to->*f.field;
    const uint64_t n = from.*f.field;
    if (f.field != &Stats::max_stack_bytes) {
      sum += n;
    } else if (n > sum) {
      sum = n;
    }
  }
}

}  // namespace

Stats TotalStats() {
  Locked locked(&threads_lock);
  // First, so that no goroutine's end is counted without its start.
  uint64_t ended = past.goroutines_ended;
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    ended += m->stats.goroutines_ended;
  }
  std::atomic_thread_fence(std::memory_order_acquire);
  Stats total = past;
  for (const M* m = all_ms; m != nullptr; m = m->next_m) Add(m->stats, &total);
  total.goroutines_ended = ended;
  return total;
}

bool TryCountGoroutines(uint64_t* n) {
  if (!threads_lock.TryAcquire()) return false;
  uint64_t ended = past.goroutines_ended;
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    ended += m->stats.goroutines_ended;
  }
  std::atomic_thread_fence(std::memory_order_acquire);
  uint64_t started = past.goroutines;
  for (const M* m = all_ms; m != nullptr; m = m->next_m) {
    started += m->stats.goroutines;
  }
  threads_lock.Release();
  *n = started - ended;
  return true;
}

void ResetStats() {
  Locked locked(&threads_lock);
  past = Stats();
  for (M* m = all_ms; m != nullptr; m = m->next_m) m->stats = Stats();
}

void KeepStats(const Stats& stats) { Add(stats, &past); }

void PrintStats() {
  const Stats stats = TotalStats();
  Printer out;
  const char* before = "pagurus-stats: {";
  for (const auto& f : kFields) {
    out.Text(before).Text("\"").Text(f.name).Text("\": ");
    out.Dec(stats.*f.field);
    before = ", ";
  }
  PrintStackSizes(&out.Text(before), nullptr);
  if (MovesAreMeasured()) PrintFunctionMoves(&out.Text(before));
  out.Text("}\n");
}

}  // namespace pagurus
