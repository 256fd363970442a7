// The recursions of the growth rows, for all programs in C: functions that do
// nothing but have a frame.  Each returns `levels` more than what *up points to
// at the beginning; on the way down each frame holds what the row is about, and
// all of it is used again on the way back.
//
// With clang and Pagurus a small frame takes 104 bytes (with GCC too, which is
// given a smaller SMALL_FRAME), return address included, as Go's does; a large
// one 1,040, one with eight pointers 104 to 112.
#ifndef BENCHMARKS_CONCURRENCY_RECURSION_H_
#define BENCHMARKS_CONCURRENCY_RECURSION_H_

// What is volatile there keeps compilers from seeing that nothing changes.
typedef long recursion(long levels, volatile long* up);

// A function whose frame has so many bytes of its own, and one pointer into the
// caller's frame that lives until the call of `next` returns.  `mark` sets
// functions apart that a compiler would take for one.
#define RECURSION(name, next, bytes, mark)                                     \
  __attribute__((noinline)) static long name(long levels, volatile long* up) { \
    volatile char frame[bytes];                                                \
    volatile long here = *up;                                                  \
    frame[levels & 31] = 1 + mark;                                             \
    if (levels == 0) return here;                                              \
    return next(levels - 1, &here) + frame[levels & 31] - mark + (*up) - here; \
  }

#ifndef SMALL_FRAME
#define SMALL_FRAME 64
#endif

RECURSION(down_100, down_100, SMALL_FRAME, 0)
RECURSION(down_1k, down_1k, 1000, 0)

// Eight pointers into the stack, which live until the call returns.
typedef volatile long* cell;
__attribute__((noinline)) static long down_pointers(long levels, cell a, cell b,
                                                    cell c, cell d, cell e,
                                                    cell f, cell g, cell h) {
  volatile long here = *h;
  if (levels == 0) return here;
  return down_pointers(levels - 1, &here, a, b, c, d, e, f, g) + 1 +
         (*a + *b + *c + *d + *e + *f + *g + *h) - 8 * here;
}
static long down_8ptr(long levels, volatile long* up) {
  return down_pointers(levels, up, up, up, up, up, up, up, up);
}

// 64 functions, named by octal digits, each of which calls the next one.
#define EIGHT(what, a, b)                                             \
  what(a##0, a##1) what(a##1, a##2) what(a##2, a##3) what(a##3, a##4) \
      what(a##4, a##5) what(a##5, a##6) what(a##6, a##7) what(a##7, b##0)
#define SIXTY_FOUR(what)                                                  \
  EIGHT(what, 0, 1)                                                       \
  EIGHT(what, 1, 2)                                                       \
  EIGHT(what, 2, 3) EIGHT(what, 3, 4) EIGHT(what, 4, 5) EIGHT(what, 5, 6) \
      EIGHT(what, 6, 7) EIGHT(what, 7, 0)
#define DECLARE(n, next) static recursion down_##n;
#define DEFINE(n, next) RECURSION(down_##n, down_##next, SMALL_FRAME, 0##n)
SIXTY_FOUR(DECLARE)
SIXTY_FOUR(DEFINE)

static recursion* const recursions[] = {down_100, down_1k, down_8ptr, down_00};

// Memory of the stacks: fresh, or used by one that has ended; the latter, and
// every growth is a move.
enum growth_memory { kFresh, kTouched, kMoved };

// A row is a kind of recursion (above), a stack's size, and its memory.  The
// programs' tables of works have this as one number, an index of growth_rows.
struct growth_row {
  const char* name;
  int kind;
  int log2_size;
  enum growth_memory memory;
};

// clang-format off
static const struct growth_row growth_rows[] = {
    {"growth_100B_64KB", 0, 16, kFresh},
    {"growth_100B_1MB", 0, 20, kFresh},
    {"growth_100B_64MB", 0, 26, kFresh},
    {"growth_1KB_1MB", 1, 20, kFresh},
    {"growth_8ptr_1MB", 2, 20, kFresh},
    {"growth_64fn_1MB", 3, 20, kFresh},
    {"growth_100B_1MB_touched", 0, 20, kTouched},
    {"growth_100B_1MB_moved", 0, 20, kMoved},
    {"growth_8ptr_1MB_moved", 2, 20, kMoved},
    {"growth_64fn_1MB_moved", 3, 20, kMoved},
};
#define FRESH_GROWTH_WORKS(function) \
  {"growth_100B_64KB", function, 0}, {"growth_100B_1MB", function, 1}, \
  {"growth_100B_64MB", function, 2}, {"growth_1KB_1MB", function, 3}, \
  {"growth_8ptr_1MB", function, 4}, {"growth_64fn_1MB", function, 5},
#define USED_GROWTH_WORKS(function) \
  {"growth_100B_1MB_touched", function, 6}, {"growth_100B_1MB_moved", function, 7}, \
  {"growth_8ptr_1MB_moved", function, 8}, {"growth_64fn_1MB_moved", function, 9},
// clang-format on

static inline const char* growth_name(long row) {
  return growth_rows[row].name;
}
static inline int growth_kind(long row) { return growth_rows[row].kind; }
static inline long growth_size(long row) {
  return 1L << growth_rows[row].log2_size;
}
static inline enum growth_memory growth_memory(long row) {
  return growth_rows[row].memory;
}

// How deep: nine tenths of the stack with the largest frames that compilers
// make, more than half of it with the smallest.
static inline long growth_levels(long row) {
  static const long largest[] = {120, 1120, 136, 120};
  return growth_size(row) / 10 * 9 / largest[growth_kind(row)];
}

#endif  // BENCHMARKS_CONCURRENCY_RECURSION_H_
