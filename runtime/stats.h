// What the mover did, for PAGURUS=stats=1 and the tests.
#ifndef PAGURUS_RUNTIME_STATS_H_
#define PAGURUS_RUNTIME_STATS_H_

#include <stdint.h>

namespace pagurus {

struct Stats {
  uint64_t moves;    // stacks copied, for whatever reason
  uint64_t grows;    // of these: to a larger stack
  uint64_t shrinks;  // to a smaller one
  uint64_t bytes_copied;
  uint64_t frames;              // walked by moves
  uint64_t slots;               // homes and stack arguments looked at
  uint64_t pointers_rewritten;  // of these and entry registers: moved
  uint64_t max_stack_bytes;     // largest stack that a goroutine had
  uint64_t goroutines;          // started, main's included
};

extern Stats stats;

// Prints the line "pagurus-stats: {...}" to stderr.
void PrintStats();

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_STATS_H_
