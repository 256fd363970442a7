// C++ on goroutines: closures on the heap run as goroutines, objects with
// destructors live across yields, virtual calls on moved stacks.
#include <memory>
#include <vector>

#include "common.h"
#include "pagurus.h"

namespace {

int running, destroyed;

struct Task {
  virtual ~Task() { destroyed++; }
  virtual void Run() = 0;
};
template <typename F>
struct Closure : Task {
  explicit Closure(F f) : f(f) {}
  void Run() override { f(); }
  F f;
};
void Trampoline(void *argument) {
  std::unique_ptr<Task> task(static_cast<Task *>(argument));
  task->Run();
  running--;
}
template <typename F>
void Go(F f) {
  running++;
  pag_go(Trampoline, new Closure<F>(f));
}

NOINLINE long Work(int depth, std::vector<int> &log, const int &outer) {
  int mine = outer + depth;
  std::vector<int> local{mine, depth};
  if (depth % 7 == 0) pag_yield();
  long below = depth ? Work(depth - 1, local, mine) : 0;
  log.push_back(static_cast<int>(local.size()));
  return below * 3 % 100003 + local[0] + static_cast<long>(local.size());
}

}  // namespace

int main() {
  long results[5] = {};
  long *out = static_cast<long *>(calloc(5, sizeof(long)));
  for (int i = 0; i < 5; i++)
    Go([i, out] {
      std::vector<int> log;
      out[i] = Work(40 * (i + 1), log, i) + static_cast<long>(log.size());
    });
  while (running) pag_yield();
  for (int i = 0; i < 5; i++) {
    results[i] = out[i];
    printf("%ld\n", results[i]);
  }
  printf("%d\n", destroyed);
  free(out);
  return 0;
}
