// FLAGS: -std=c++20 -fno-exceptions
// REFUSE: coroutine.cc:[0-9]+: .*coroutine
#include <coroutine>
struct Task {
  struct promise_type {
    Task get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
Task Run(int *p) {
  *p += 1;
  co_await std::suspend_always{};
  *p += 2;
}
int main() {
  int x = 0;
  Run(&x);
  return x;
}
