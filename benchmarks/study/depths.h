// Memory of stacks that are in use so far, for all programs in C.
//
// Prints {"measure": "depths", "count": N, "deep": BYTES, "back": BYTES}:
// resident memory while all are deep down, and when they wait at the top again.
#ifndef BENCHMARKS_STUDY_DEPTHS_H_
#define BENCHMARKS_STUDY_DEPTHS_H_

#include "benchmarks/concurrency/harness.h"

// A frame of 104 bytes with clang and Pagurus.
enum { kFrameBytes = 104 };
#ifndef ARRAY_BYTES
#define ARRAY_BYTES 72
#endif

struct depths {
  long levels, count;
};

static inline struct depths read_depths(int argc, char** argv) {
  require(argc == 3, "two arguments");
  const struct depths task = {atol(argv[1]) / kFrameBytes, atol(argv[2])};
  require(task.levels >= 0 && task.count > 0, "bytes and count");
  return task;
}

// down(levels): so many frames, at whose bottom `wait` is called.
#define DOWN(wait)                                          \
  __attribute__((noinline)) static void down(long levels) { \
    volatile char frame[ARRAY_BYTES];                       \
    frame[levels & 31] = 1;                                 \
    if (levels == 0) {                                      \
      wait();                                               \
    } else {                                                \
      down(levels - 1);                                     \
    }                                                       \
    require(frame[levels & 31] == 1, "a frame");            \
  }

static inline void report_depths(const struct depths* task, long deep,
                                 long back) {
  printf(
      "{\"measure\": \"depths\", \"count\": %ld, \"deep\": %ld, "
      "\"back\": %ld}\n",
      task->count, deep, back);
}

#endif  // BENCHMARKS_STUDY_DEPTHS_H_
