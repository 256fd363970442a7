// What all programs in C and C++ measure with: the CPU time of the whole
// process (on a busy machine the only figure that means something), the time of
// the clock, resident memory.  go/harness.go is the same for Go.
//
// A program is called `PROGRAM WORK COUNT` and prints for each measure a line
// of JSON, which the driver (main.py) reads:
//
//   {"measure": "time", "operations": N, "cpu_ns": …, "wall_ns": …,
//    "ns_per_operation": …}
//   {"measure": "bytes", "operations": N, "bytes": …}
//   {"measure": "ratio", "of": …, "to": …}
#ifndef BENCHMARKS_CONCURRENCY_HARNESS_H_
#define BENCHMARKS_CONCURRENCY_HARNESS_H_

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

// Adds up what passes between begin and end.  Zeros at first.
struct stopwatch {
  int64_t cpu;
  int64_t wall;
};

static inline int64_t clock_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static inline void begin(struct stopwatch* watch) {
  watch->wall -= clock_ns(CLOCK_MONOTONIC);
  watch->cpu -= clock_ns(CLOCK_PROCESS_CPUTIME_ID);
}

static inline void end(struct stopwatch* watch) {
  watch->cpu += clock_ns(CLOCK_PROCESS_CPUTIME_ID);
  watch->wall += clock_ns(CLOCK_MONOTONIC);
}

static inline void report(const char* measure, long operations,
                          const struct stopwatch* watch) {
  printf(
      "{\"measure\": \"%s\", \"operations\": %ld, \"cpu_ns\": %lld, "
      "\"wall_ns\": %lld, \"ns_per_operation\": %.2f}\n",
      measure, operations, (long long)watch->cpu, (long long)watch->wall,
      (double)watch->cpu / (double)operations);
}

// What `with` took more than `without`, and at least something.
static inline void report_difference(const char* measure, long operations,
                                     const struct stopwatch* with,
                                     const struct stopwatch* without) {
  struct stopwatch difference = {with->cpu - without->cpu,
                                 with->wall - without->wall};
  if (difference.cpu < 1) difference.cpu = 1;
  if (difference.wall < 1) difference.wall = 1;
  report(measure, operations, &difference);
}

static inline void report_bytes(long operations, long bytes) {
  printf("{\"measure\": \"bytes\", \"operations\": %ld, \"bytes\": %ld}\n",
         operations, bytes);
}

static inline void report_ratio(long of, long to) {
  printf("{\"measure\": \"ratio\", \"of\": %ld, \"to\": %ld}\n", of, to);
}

// A benchmark that does something else than it should fails instead of being
// fast.
static inline void require(int condition, const char* what) {
  if (condition) return;
  fprintf(stderr, "wrong result: %s\n", what);
  exit(1);
}

static inline long resident_bytes(void) {
  FILE* file = fopen("/proc/self/statm", "r");
  long pages = -1;
  require(file != NULL && fscanf(file, "%*d %ld", &pages) == 1, "statm");
  fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

// The most that it has been.  (getrusage would count what the parent had.)
static inline long peak_resident_bytes(void) {
  FILE* file = fopen("/proc/self/status", "r");
  char line[256];
  long kilobytes = -1;
  require(file != NULL, "status");
  while (kilobytes < 0 && fgets(line, sizeof line, file) != NULL) {
    if (strncmp(line, "VmHWM:", 6) == 0) kilobytes = atol(line + 6);
  }
  fclose(file);
  require(kilobytes > 0, "VmHWM");
  return kilobytes * 1024;
}

// A work's name, its function, and what sets it apart from others that share
// the function (how many goroutines, channels, …).
struct work {
  const char* name;
  void (*run)(long parameter, long count);
  long parameter;
};

// Runs the work that the command line names; returns the program's status.
static inline int run_work(const struct work* works, int argc, char** argv) {
  const struct work* work = works;
  char* rest = NULL;
  const long count = argc == 3 ? strtol(argv[2], &rest, 10) : 0;
  if (count <= 0 || *rest != '\0') {
    fprintf(stderr, "usage: %s WORK COUNT\n", argv[0]);
    return 2;
  }
  while (work->name != NULL && strcmp(work->name, argv[1]) != 0) ++work;
  if (work->name == NULL) {
    fprintf(stderr, "no work '%s'\n", argv[1]);
    return 2;
  }
  work->run(work->parameter, count);
  return 0;
}

#endif  // BENCHMARKS_CONCURRENCY_HARNESS_H_
