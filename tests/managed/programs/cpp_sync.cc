// The C++ classes over the C ones: goroutines from lambdas that capture by
// value, by move and by reference, locks of the standard library on our
// mutexes, objects with destructors across waits.
// PROCS: 1 2 4
#include "pagurus.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "common.h"

namespace {

using std::chrono::microseconds;

struct Board {
  pag::mutex mutex;
  pag::condition_variable changed;
  std::map<int, std::string> notes;
};

NOINLINE int Deep(int depth, Board &board, const std::string &text) {
  std::string mine = text + std::to_string(depth);
  if (depth > 0) return Deep(depth - 1, board, mine) + (mine.size() > 100);
  std::lock_guard<pag::mutex> lock(board.mutex);
  board.notes[static_cast<int>(board.notes.size())] = mine;
  board.changed.notify_all();
  return 0;
}

int destroyed;
struct Counted {
  explicit Counted(int v) : value(v) {}
  ~Counted() { __atomic_fetch_add(&destroyed, 1, __ATOMIC_RELAXED); }
  int value;
};

}  // namespace

int main() {
  static Board board;
  static pag::wait_group group;
  for (int i = 0; i < 10; i++)
    group.go([i] { Deep(i * 6, board, std::string(1, char('a' + i))); });
  {
    std::unique_lock<pag::mutex> lock(board.mutex);
    board.changed.wait(lock, [] { return board.notes.size() == 10; });
  }
  group.wait();
  size_t length = 0;
  for (const auto &[n, note] : board.notes) length += note.size();
  printf("%zu notes, %zu bytes\n", board.notes.size(), length);

  static pag::shared_mutex table_mutex;
  static std::vector<int> table(8);
  static pag::once_flag once;
  static int inits, wrong;
  static pag::semaphore three(3);
  for (int i = 0; i < 16; i++) {
    auto counted = std::make_unique<Counted>(i);
    group.go([counted = std::move(counted)] {
      once.call([] { inits++; });
      three.acquire();
      if (counted->value % 4 == 0) {
        std::lock_guard<pag::shared_mutex> lock(table_mutex);
        for (int &cell : table) {
          cell++;
          pag::yield();
        }
      } else {
        std::shared_lock<pag::shared_mutex> lock(table_mutex);
        for (int cell : table)
          if (cell != table[0]) wrong++;
        Dig(30, 1);
      }
      three.release();
    });
  }
  group.wait();
  printf("%d %d %d\n", table[0], inits, wrong);
  while (__atomic_load_n(&destroyed, __ATOMIC_RELAXED) < 16) pag::yield();

  // Through a reference: who made it waits.
  int sum = 0;
  for (int i = 1; i <= 5; i++) {
    group.go([&sum, i] {
      pag::sleep_for(microseconds(i));
      __atomic_fetch_add(&sum, i, __ATOMIC_RELAXED);
    });
  }
  group.wait();
  std::unique_lock<pag::mutex> lock(board.mutex);
  bool more = board.changed.wait_for(lock, microseconds(50),
                                     [] { return board.notes.size() > 10; });
  printf("%d %d %d\n", sum, more, board.mutex.try_lock());
  printf("%d %d %u\n", three.try_acquire(),
         group.wait_for(microseconds(1)), Dig(200, 3));
  return 0;
}
