// References and pointers to locals through templates, perfect forwarding,
// initializer lists (a hidden array of locals), range-for over temporaries,
// structured bindings, non-trivial types by value (passed by hidden address).
#include <initializer_list>
#include <tuple>
#include <utility>

#include "common.h"

struct Tracked {
  Tracked(int v) : v(v), self(this) { made++; }
  Tracked(const Tracked &o) : v(o.v + 1), self(this) { copies++; }
  Tracked(Tracked &&o) : v(o.v), self(this) { moves++; }
  ~Tracked() { bad += self != this; }
  int v;
  Tracked *self;
  static int made, copies, moves, bad;
};
int Tracked::made, Tracked::copies, Tracked::moves, Tracked::bad;

NOINLINE static Tracked ByValue(int depth, Tracked t) {
  Tracked local(t.v + depth);
  if (depth == 0) return local;
  Tracked r = ByValue(depth - 1, local);
  return Tracked(r.v % 1000 + t.v % 10);
}
NOINLINE static int Sum(std::initializer_list<int> list) {
  int sum = 0;
  for (const int &v : list) sum = sum * 3 + v + static_cast<int>(Dig(1, 1) & 0);
  return sum;
}
template <typename F, typename... A>
NOINLINE static auto Call(F &&f, A &&...a) {
  Dig(2, 1);
  return std::forward<F>(f)(std::forward<A>(a)...);
}
NOINLINE static std::tuple<int, double, int &> Three(int &r) {
  return {1, 2.5, r};
}
NOINLINE static const int &Larger(const int &a, const int &b) {
  return a < b ? b : a;
}

int main() {
  Tracked t = ByValue(200, Tracked(3));
  printf("%d %d %d\n", t.v, Tracked::made, Tracked::bad);
  printf("%d\n", Sum({1, 2, Sum({3, 4}), 5}));
  int x = 1, y = 10;
  int r = Call(
      [&](int &a, int b) {
        a += b;
        return a * y;
      },
      x, 4);
  printf("%d %d\n", r, x);
  auto [a, b, c] = Three(y);
  c += a;
  Dig(400, 1);
  printf("%d %.1f %d\n", a, b, y);
  printf("%d\n", Larger(x, Larger(y, 7)));
  auto recursive = [](auto &&self, int n, int &acc) -> int {
    int mine = n;
    acc += mine;
    return n ? self(self, n - 1, mine) + acc % 5 : 0;
  };
  int acc = 0;
  printf("%d ", recursive(recursive, 300, acc));
  printf("%d\n", acc);
  return 0;
}
