// What the machine needs to bring 32 MB elsewhere: copying them to memory that
// has been touched before, or (-DMREMAP) moving their pages.
#define _GNU_SOURCE
#include <sys/mman.h>

#include "benchmarks/concurrency/harness.h"

#ifdef MREMAP
enum { kTouched = 0 };
#else
enum { kTouched = 1 };
#endif
enum { kBytes = 32 << 20 };

static char* map(int value) {
  char* pages = mmap(NULL, kBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(pages != MAP_FAILED, "mmap");
  if (value != 0) memset(pages, value, kBytes);
  return pages;
}

static void move_32mb(long unused, long count) {
  struct stopwatch watch = {0, 0};
  char* from = map(1);
  char* to = map(kTouched);
  (void)unused;
  for (long i = 0; i < count; ++i) {
    from[i] = (char)(i + 2);
    begin(&watch);
#ifdef MREMAP
    void* moved =
        mremap(from, kBytes, kBytes, MREMAP_MAYMOVE | MREMAP_FIXED, to);
#else
    void* moved = memcpy(to, from, kBytes);
#endif
    end(&watch);
    require(moved == to && *(volatile char*)&to[i] == (char)(i + 2),
            "the bytes");
#ifdef MREMAP
    from = to;
    to = map(kTouched);
#endif
  }
  report("time", count, &watch);
}

int main(int argc, char** argv) {
  static const struct work works[] = {
      {"stack_double", move_32mb, 0},
      {"stack_double_copy", move_32mb, 0},
      {NULL, NULL, 0},
  };
  return run_work(works, argc, argv);
}
