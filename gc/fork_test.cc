// fork beside threads that allocate, and one that stops the world and is no
// collector.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "gc/heap.h"
#include "runtime/pagurus_gc.h"
#include "runtime/pagurus_world.h"

namespace pagurus {
namespace {

constexpr int kForks = 300;

constinit pag_type small_type = {32, nullptr, "small", nullptr, {}};
constinit pag_type large_type = {40000, nullptr, "large", nullptr, {}};

void Allocate(pag_type* type) { pag_handle_free(pag_handle_alloc(type, 1)); }

// Forks many times beside threads that do each of these until that is over; in
// each child nothing that those have held is held.
void ForkBeside(const std::vector<void (*)()>& work) {
  // From here on forks are watched.
  Allocate(&small_type);
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (void (*step)() : work) {
    threads.emplace_back([&done, step] {
      while (!done) step();
    });
  }
  for (int i = 0; i < kForks; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      // ThreadSanitizer lets children have no threads, so no collector.
      pag_set_gc_percent(-1);
      pag_stop_world();
      pag_start_world();
      Allocate(&small_type);
      Allocate(&large_type);
      heap.FinishSweep();
      _exit(0);
    }
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
}

void AllocateSmall() { Allocate(&small_type); }
void AllocateLarge() { Allocate(&large_type); }
void StopAndStart() {
  pag_stop_world();
  pag_start_world();
}

// Those who allocate waited for the fork, in a scope; the fork, whose handlers
// had stopped them, for the world to run; and who stopped that, for their
// scopes to end.  And who tried to allocate had a lock for a moment, which was
// never released in a child of that moment.
TEST(ForkTest, BesideAllocationAndStops) {
  ForkBeside({AllocateSmall, AllocateSmall, StopAndStart});
}

// Who sweeps may allocate nothing at the time: what it had in hand stayed
// unswept in the child for ever.
TEST(ForkTest, BesideSweeping) {
  ForkBeside({AllocateLarge, AllocateLarge, pag_collect});
}

}  // namespace
}  // namespace pagurus
