#include "benchmarks/concurrency/pagurus/works.h"

void run_with_switches(const char* switches, const char* work, long count) {
  const char* present = getenv("PAGURUS");
  if (present != NULL && strcmp(present, switches) == 0) return;
  char number[24], name[64];
  char* const argv[] = {name, name, number, NULL};
  snprintf(number, sizeof number, "%ld", count);
  snprintf(name, sizeof name, "%s", work);
  setenv("PAGURUS", switches, 1);
  execv("/proc/self/exe", argv);
  require(0, "execv");
}
