// What the mover did, for PAGURUS=stats=1 and the tests.
#ifndef PAGURUS_RUNTIME_STATS_H_
#define PAGURUS_RUNTIME_STATS_H_

#include <stdint.h>

#include <atomic>

namespace pagurus {

// Counted by one thread, read by any.
class Counter {
 public:
  constexpr Counter() = default;
  Counter(const Counter& other) : value_(uint64_t{other}) {}
  Counter& operator=(const Counter& other) { return *this = uint64_t{other}; }
  Counter& operator=(uint64_t value) {
    value_.store(value, std::memory_order_relaxed);
    return *this;
  }
  Counter& operator+=(uint64_t n) { return *this = *this + n; }
  Counter& operator++() { return *this += 1; }
  operator uint64_t() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

// Of one M.
struct Stats {
  Counter moves;    // stacks copied, for whatever reason
  Counter grows;    // stacks that became larger: by a move or in place
  Counter shrinks;  // that became smaller
  Counter bytes_copied;
  Counter frames;              // walked by moves
  Counter slots;               // homes and stack arguments looked at
  Counter pointers_rewritten;  // of these and entry registers: moved
  Counter max_stack_bytes;     // largest stack that a goroutine had
  Counter goroutines;          // started, main's included
  Counter goroutines_ended;    // of these
  // Estimates (start_size.h).
  Counter starts_above_minimum;
  Counter growths_avoided;
  Counter in_place;      // of grows and shrinks: without a move
  Counter pages_moved;   // of moves: without copying
  Counter shrink_looks;  // at stacks that might be too large
  Counter shrunk_bytes;  // by which stacks became smaller
  Counter arena_bytes;   // of pinned arenas that were given back
  // Looks in vain, by reason (shrink.h).
  Counter shrink_rests;
  Counter shrink_running;
  Counter shrink_native;
  Counter shrink_thread;
  Counter shrink_signal;
  Counter shrink_claimed;
  Counter shrink_memory;
  Counter shrink_off;
  Counter move_ns;  // of resizing and moving, if asked for (move_profile.h)
  // Of `goroutines` and `goroutines_ended`: when the next one is looked at.
  Counter next_start_sample;
  Counter next_end_sample;
};

// The sum over all Ms, past ones included.
Stats TotalStats();

// How many goroutines there are, about; false if that would have to wait.  Any
// thread, whatever it holds.
bool TryCountGoroutines(uint64_t* n);

// Counting begins anew: for tests and benchmarks.  No other M runs.
void ResetStats();

// An M is about to go: what it counted stays in the sum.
void KeepStats(const Stats& stats);

// Prints the line "pagurus-stats: {...}" to stderr: these, the sizes of stacks,
// and with PAGURUS=profilemoves=1 what goroutines' functions have cost.
void PrintStats();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_STATS_H_
