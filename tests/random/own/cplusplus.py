"""What only C++ has: references, lambdas, objects with destructors, virtual
functions, templates."""
from own.registry import statement
from own.scope import Scope

# For the C++ files.
HELPERS = """
template <typename T>
inline NOINLINE T Larger(const T &a, const T &b) {
  return a < b ? b : a;
}
// Changes what it was given, at the end of its scope.
class Restorer {
 public:
  explicit Restorer(unsigned &target) : target_(target), old_(target) {}
  ~Restorer() { target_ = old_ + Touch(&target_); }

 private:
  unsigned &target_;
  unsigned old_;
};
class Shape {
 public:
  explicit Shape(unsigned *where) : where_(where) {}
  virtual unsigned Area(unsigned by) { return *where_ += by; }

 protected:
  unsigned *where_;
};
class Square : public Shape {
 public:
  explicit Square(unsigned *where) : Shape(where), side_(*where) {}
  unsigned Area(unsigned by) override { return side_ * side_ + Shape::Area(by); }

 private:
  unsigned side_;
};
template <typename F>
inline NOINLINE unsigned Repeat(unsigned times, F &&f) {
  unsigned hash = 0;
  for (unsigned i = 0; i < times; i++) hash = Mix(hash, f(i));
  return hash;
}
"""


@statement(weight=3, cplusplus=True)
def reference(u, scope, out, _):
    name = u.name("ref")
    out.line("unsigned &%s = *(%s);" % (name, u.address(scope, "one")))
    with out.block(""):
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
    out.line("%s += Larger<unsigned>(%s, +(%s));" % (name, name, u.value(scope, 1)))
    scope.add_object("one", "&" + name)


@statement(weight=3, cplusplus=True)
def closure(u, scope, out, _):
    """A lambda that has everything by reference."""
    name, i = u.name("lambda"), u.name("i")
    inner = Scope(scope)
    inner.privates.append(i)
    inner.in_loop += 1
    with out.block(""):
        with out.block("auto %s = [&](unsigned %s) -> unsigned" % (name, i), "};"):
            out.line("*(%s) += %s;" % (u.address(inner, "one"), i))
            out.line("return %s;" % u.folded_call(inner, out))
        out.line("hash = Mix(hash, Repeat(%d, %s));" % (u.number(1, 3), name))


@statement(weight=3, cplusplus=True)
def restorer(u, scope, out, _):
    # A destructor that a jump leaves out is undefined behaviour.
    with out.block(""):
        out.line("Restorer %s(*(%s));" % (u.name("restorer"),
                                         u.address(scope, "one")))
        out.line("hash = Mix(hash, %s);" %
                 u.folded_call(scope, out, jumps=False))


@statement(weight=3, cplusplus=True)
def shape(u, scope, out, _):
    name = u.name("shape")
    with out.block(""):
        out.line("%s %s(%s);" % (u.pick(["Shape", "Square"]), name,
                                 u.address(scope, "one")))
        out.line("Shape *%sp = &%s;" % (name, name))
        out.line("hash = Mix(hash, %s);" % u.folded_call(scope, out))
        out.line("hash = Mix(hash, %sp->Area(%s));" % (name, u.value(scope, 1)))
