// Global constructors and destructors (before main, after it, without a
// goroutine), guarded statics of functions, thread_local objects, placement
// new.
#include <new>

#include "common.h"

namespace {

struct Loud {
  explicit Loud(int n) : n(n), check(Dig(static_cast<unsigned>(n) * 40, 1)) {}
  ~Loud() {
    printf("~%d %d\n", n, check == Dig(static_cast<unsigned>(n) * 40, 1));
  }
  int n;
  unsigned check;
};

Loud global_one(7);
Loud &Lazy() {
  static Loud lazy(9);
  return lazy;
}
thread_local Loud per_thread(5);

NOINLINE int Deep(int depth, const Loud &outer) {
  if (depth == 0) return Lazy().n + per_thread.n;
  alignas(Loud) char room[sizeof(Loud)];
  Loud *placed = new (room) Loud(0);
  placed->n = depth;
  int r = Deep(depth - 1, *placed) + outer.n;
  return r + placed->n;
}

}  // namespace

int main() {
  printf("start\n");
  {
    Loud local(3);
    printf("%d\n", Deep(150, local));
  }
  printf("%d\n", Lazy().n);
  return 5;
}
