// What a program's scheduler starts with.
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>

#include <new>

#include "runtime/print.h"
#include "runtime/sched/sched.h"
#include "runtime/switches.h"

namespace pagurus {
namespace {

// Different for each P, never 0.
constexpr uint64_t kRandomStep = 0x9e3779b97f4a7c15;

// A decimal number in [1, kMaxProcs], or 0.
uint32_t ParseProcs(const char* text) {
  uint32_t value = 0;
  for (; *text >= '0' && *text <= '9' && value <= kMaxProcs; ++text) {
    value = value * 10 + static_cast<uint32_t>(*text - '0');
  }
  return *text == 0 && value <= kMaxProcs ? value : 0;
}

}  // namespace

uint32_t ProcsFromEnvironment() {
  if (switches.sched != 0) return 1;
  const char* text = getenv("PAGURUS_PROCS");
  if (text != nullptr && *text != 0) {
    const uint32_t procs = ParseProcs(text);
    if (procs != 0) return procs;
    Printer()
        .Text("pagurus: fatal error: PAGURUS_PROCS: '")
        .Text(text)
        .Text("' is not a number from 1 to ")
        .Dec(kMaxProcs)
        .Text("\n");
    Die();
  }
  cpu_set_t usable;
  const int n = sched_getaffinity(0, sizeof usable, &usable) == 0
                    ? CPU_COUNT(&usable)
                    : 1;
  return static_cast<uint32_t>(n < kMaxProcs ? n : kMaxProcs);
}

void InitSched(uint32_t procs) {
  void* memory = mmap(nullptr, procs * sizeof(P), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) Fatal("no memory for the scheduler");
  P* ps = static_cast<P*>(memory);
  for (uint32_t i = 0; i < procs; ++i) {
    P* p = new (&ps[i]) P();
    p->id = static_cast<int>(i);
    p->random = (switches.sched + i + 1) * kRandomStep;
    sched.ps[i] = p;
  }
  for (uint32_t i = procs; i-- > 1;) {
    ps[i].next_idle = sched.idle_ps;
    sched.idle_ps = &ps[i];
  }
  sched.n_idle_ps.store(procs - 1);
  Take(pag_tls.m, &ps[0]);
  sched.procs.store(procs);
}

void LockToThisThread(G* g) {
  g->locked_m = pag_tls.m;
  pag_tls.m->locked_g = g;
}

}  // namespace pagurus
