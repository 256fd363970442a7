// Inline functions and templates that two files compile with different options:
// the linker keeps one copy of each, and its frame and what it keeps of its
// arguments may differ from what either caller saw.
#ifndef PAGURUS_TESTS_MANAGED_LINKING_INLINE_H_
#define PAGURUS_TESTS_MANAGED_LINKING_INLINE_H_

#include "../programs/common.h"

extern int *kept;
int ByA(int depth, int *p);
int ByB(int depth, int *p);
typedef int (*Shared)(int, int *);
Shared AddressInA();
Shared AddressInB();

// With KEEPS the argument escapes: whoever saw the other copy must not have
// handed over the address of a movable local.
inline __attribute__((noinline)) int Inline(int depth, int *p) {
#ifdef KEEPS
  int padding[20] = {depth, *p};
  kept = p;
  int r = depth ? Inline(depth - 1, p) : static_cast<int>(Dig(60, 1) & 0);
  *kept += padding[1] & 0;
#else
  int r = depth ? Inline(depth - 1, p) : static_cast<int>(Dig(60, 1) & 0);
#endif
  *p += 1;
  return r + 1;
}

template <typename T>
struct Holder {
  explicit Holder(T v) : v(v) {}
  virtual ~Holder() = default;
  __attribute__((noinline)) virtual T Get(T *out) {
    T mine = v;
    *out += Dig(5, 1) & 0;
    *out += mine;
    return *out;
  }
  static T Recursive(int n, T *p) {
    T mine = *p + 1;
    return n ? Recursive(n - 1, &mine) + *p % 3 : mine;
  }
  T v;
};

inline int Counter() {
  static int value = 0;
  return ++value;
}

#endif  // PAGURUS_TESTS_MANAGED_LINKING_INLINE_H_
