// fork beside threads that allocate, and one that stops the world and is no
// collector.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "runtime/pagurus_gc.h"
#include "runtime/pagurus_world.h"

namespace pagurus {
namespace {

constexpr int kForks = 300;
constexpr int kAllocators = 2;

constinit pag_type type = {32, nullptr, "object", nullptr, {}};

// Those who allocate waited for the fork, in a scope; the fork, whose handlers
// had stopped them, for the world to run; and who stopped that, for their
// scopes to end.
TEST(ForkTest, BesideAllocationAndStops) {
  // From here on forks are watched.
  pag_handle_free(pag_handle_alloc(&type, 1));
  std::atomic<bool> done{false};
  std::vector<std::thread> threads;
  for (int i = 0; i < kAllocators; ++i) {
    threads.emplace_back([&done] {
      while (!done) pag_handle_free(pag_handle_alloc(&type, 1));
    });
  }
  threads.emplace_back([&done] {
    while (!done) {
      pag_stop_world();
      pag_start_world();
    }
  });
  for (int i = 0; i < kForks; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      // ThreadSanitizer lets children have no threads, so no collector.
      pag_set_gc_percent(-1);
      // Nothing is held here.
      pag_stop_world();
      pag_start_world();
      pag_handle_free(pag_handle_alloc(&type, 1));
      _exit(0);
    }
    int status = -1;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace pagurus
