// What the frame verifier knows about a value: how it depends on where the
// goroutine's stack lies.
//
// Most such values are pointers: they grow by d when the stack moves up by d.
// Some are negated pointers on their way to becoming a difference (`p - q`
// computed as `-q + p`); a difference of the two depends on nothing.  What any
// other arithmetic makes of them is "mixed".
//
//                       stale             was one of the three when a
//                         │               safepoint passed: useless now
//                       mixed
//                       ╱   ╲
//                 pointer   negated
//                       ╲   ╱
//                       clean             the same wherever the stack lies
//
// All are "may" statements: a tracked argument is a pointer here although it
// may well point into the heap.  Subtracting any two pointers is taken for
// clean, because C defines it only within one object, and escape analysis
// lets only such differences pass.
#ifndef PAGURUS_COMPILER_MACHINE_STACK_VALUE_H_
#define PAGURUS_COMPILER_MACHINE_STACK_VALUE_H_

#include <cstdint>

namespace pagurus {

struct StackValue {
  enum Kind : uint8_t { kClean, kPointer, kNegated, kMixed, kStale };

  Kind kind = kClean;
  // Stale: the verifier's number of the safepoint, for its message.  Not part
  // of the lattice: a join keeps one of the two.
  uint32_t safepoint : 24 = 0;

  bool clean() const { return kind == kClean; }
  bool stale() const { return kind == kStale; }
  // Depends on where the stack lies now.
  bool fresh() const { return !clean() && !stale(); }
};

inline constexpr StackValue kCleanValue{StackValue::kClean};
inline constexpr StackValue kPointerValue{StackValue::kPointer};
inline constexpr StackValue kMixedValue{StackValue::kMixed};

// Least upper bound.
inline StackValue Join(StackValue a, StackValue b) {
  if (a.kind == b.kind || b.clean()) return a;
  if (a.clean() || b.stale()) return b;
  if (a.stale()) return a;
  return kMixedValue;
}

// Arithmetic that is not an addition: shifts, products, byte swaps.
inline StackValue Mix(StackValue a, StackValue b) {
  StackValue join = Join(a, b);
  return join.fresh() ? kMixedValue : join;
}

inline StackValue Negate(StackValue a) {
  if (a.kind == StackValue::kPointer)
    a.kind = StackValue::kNegated;
  else if (a.kind == StackValue::kNegated)
    a.kind = StackValue::kPointer;
  return a;
}

inline StackValue Sum(StackValue a, StackValue b) {
  if (a.clean() || b.clean() || a.stale() || b.stale()) return Join(a, b);
  // p + −q.  Two pointers' sum would move by 2d.
  if (Negate(a).kind == b.kind && a.kind != StackValue::kMixed)
    return kCleanValue;
  return kMixedValue;
}

inline StackValue Difference(StackValue a, StackValue b) {
  return Sum(a, Negate(b));
}

// The value after a safepoint, at which the stack may have moved, if nothing
// rewrote it.
inline StackValue AfterSafepoint(StackValue a, uint32_t safepoint) {
  if (!a.fresh()) return a;
  StackValue stale{StackValue::kStale};
  stale.safepoint = safepoint;
  return stale;
}

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_STACK_VALUE_H_
