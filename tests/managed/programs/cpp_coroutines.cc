// C++20 coroutines: frames on the heap or elided into a local, resumed from
// other depths than they were created at, symmetric transfer, recursion through
// generators.
#include <coroutine>
#include <utility>

#include "common.h"

template <typename T>
struct Generator {
  struct promise_type {
    T value{};
    Generator get_return_object() {
      return Generator(
          std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T v) {
      value = v;
      return {};
    }
    void return_void() {}
    void unhandled_exception() {}
  };
  explicit Generator(std::coroutine_handle<promise_type> h) : handle(h) {}
  Generator(Generator &&o) : handle(std::exchange(o.handle, nullptr)) {}
  ~Generator() {
    if (handle) handle.destroy();
  }
  bool Next() {
    if (!handle.done()) handle.resume();
    return !handle.done();
  }
  T Value() { return handle.promise().value; }
  std::coroutine_handle<promise_type> handle;
};

static Generator<int> Range(int n, int *out) {
  int local[4] = {n, 0, 0, 0};
  for (int i = 0; i < n; i++) {
    local[i & 3] += i + static_cast<int>(Dig(3, 1) & 0);
    *out += local[i & 3];
    co_yield i;
  }
}

static Generator<long> Tree(int depth, long base) {
  if (depth == 0) {
    co_yield base;
    co_return;
  }
  for (int side = 0; side < 2; side++) {
    Generator<long> sub = Tree(depth - 1, base * 2 + side);
    while (sub.Next()) co_yield sub.Value();
  }
}

// One thread of control handed from coroutine to coroutine.
struct Pong {
  struct promise_type {
    std::coroutine_handle<> next;
    Pong get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
  struct Transfer {
    std::coroutine_handle<> to;
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<>) noexcept {
      return to;
    }
    void await_resume() noexcept {}
  };
  std::coroutine_handle<promise_type> handle;
};

static std::coroutine_handle<> sides[2];
static Pong Side(int me, int *budget, long *hash) {
  while (--*budget > 0) {
    *hash = *hash * 31 % 1000003 + me + *budget;
    co_await Pong::Transfer{sides[1 - me]};
  }
}

NOINLINE static int Resume(int depth, Generator<int> &g, int *sum) {
  int mine = depth;
  if (depth % 3 == 0 && g.Next()) *sum += g.Value();
  int below = depth ? Resume(depth - 1, g, &mine) : 0;
  *sum += mine & 7;
  return below + mine;
}

int main() {
  int out = 0, sum = 0;
  {
    Generator<int> g = Range(60, &out);
    printf("%d ", Resume(200, g, &sum));
    printf("%d %d\n", out, sum);
  }
  long hash = 0;
  Generator<long> tree = Tree(6, 1);
  while (tree.Next()) hash = (hash * 31 + tree.Value()) % 1000003;
  printf("%ld\n", hash);
  int budget = 20000;
  Pong a = Side(0, &budget, &hash), b = Side(1, &budget, &hash);
  sides[0] = a.handle;
  sides[1] = b.handle;
  a.handle.resume();
  printf("%d %ld\n", budget, hash);
  a.handle.destroy();
  b.handle.destroy();
  return 0;
}
