// Virtual calls, destructors in order, references to locals, constructors that
// recurse, multiple inheritance with thunks (which adjust `this` and jump).
#include "common.h"

namespace {

int live;

struct Shape {
  explicit Shape(int id) : id(id) { live++; }
  virtual ~Shape() { live--; }
  virtual long Area(int depth) const = 0;
  int id;
};
struct Named {
  virtual ~Named() = default;
  virtual const char *Name(int &calls) const = 0;
};
struct Square : Shape, Named {
  Square(int id, int side) : Shape(id), side(side) {}
  long Area(int depth) const override {
    long local = side * side;
    return depth ? Area(depth - 1) + local % 7 : local;
  }
  const char *Name(int &calls) const override {
    ++calls;
    Dig(5, 1);
    return "square";
  }
  int side;
};
struct Nest : Shape {
  Nest(int id, int depth) : Shape(id), depth(depth) {}
  long Area(int n) const override {
    Square inner(id + 1, depth);
    Shape &view = inner;
    if (depth == 0) return view.Area(n);
    Nest next(id + 2, depth - 1);
    const Shape *p = n % 2 ? static_cast<const Shape *>(&next) : &next;
    return p->Area(n) * 3 % 100003 + view.Area(2);
  }
  int depth;
};

struct Counter {
  int value = 0;
  Counter &Add(int v) {
    value += v + static_cast<int>(Dig(2, 1) & 0);
    return *this;
  }
  Counter operator+(const Counter &o) const { return Counter{value + o.value}; }
};

template <typename T, int N>
struct Array {
  T items[N];
  template <typename F>
  NOINLINE void Each(F f) {
    for (T &item : items) f(item);
  }
};

NOINLINE long Visit(Named *n, Shape &s) {
  int calls = 0;
  long r = 0;
  for (int i = 0; i < 3; i++) r += n->Name(calls)[0] + s.Area(i);
  return r * 10 + calls;
}

}  // namespace

int main() {
  Square s(1, 12);
  printf("%ld\n", Visit(&s, s));
  Nest nest(10, 150);
  printf("%ld\n", nest.Area(3));
  Counter c;
  printf("%d\n", (c.Add(1).Add(2).Add(3) + Counter{4}).value);
  Array<long, 20> array{};
  long sum = 0;
  int index = 0;
  array.Each(
      [&](long &v) { v = index++ * 3 + static_cast<long>(Dig(3, 1) & 0); });
  array.Each([&sum](long &v) { sum = sum * 5 + v; });
  printf("%ld %d\n", sum, live);
  Shape *heap = new Nest(1, 20);
  printf("%ld %d\n", heap->Area(1), live);
  delete heap;
  printf("%d\n", live);
  long (Shape::*method)(int) const = &Shape::Area;
  Shape *p = &s;
  printf("%ld\n", (p->*method)(5));
  return 0;
}
