// The thunk that adjusts `this` for a variadic virtual function of a virtual
// base must pass on arguments whose number it does not know.
// (From -O1 on clang writes the thunk as a function with a body of its own,
// which is compiled.)
// FLAGS: -fno-exceptions -O0
// REFUSE: variadic_thunk.cc:.*variadic
struct A {
  virtual long Sum(int n, ...) { return n; }
};
struct B : virtual A {
  long Sum(int n, ...) override { return -n; }
};
int main() {
  B b;
  A &a = b;
  return static_cast<int>(a.Sum(2, 1, 2));
}
