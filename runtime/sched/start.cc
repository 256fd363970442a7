// What a program's scheduler starts with.
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "runtime/print.h"
#include "runtime/sched/native.h"
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

uint32_t Processors() {
  cpu_set_t usable;
  return sched_getaffinity(0, sizeof usable, &usable) == 0
             ? static_cast<uint32_t>(CPU_COUNT(&usable))
             : 1;
}

// What pag_set_procs said before main; 0: nothing.
constinit std::atomic<uint32_t> wanted_procs{0};

// Makes the idle Ps [from, to).  Under sched.lock, or before others run.
void AddIdlePs(uint32_t from, uint32_t to) {
  for (uint32_t i = to; i-- > from;) {
    InitP(i);
    sched.ps[i]->next_idle = sched.idle_ps;
    sched.idle_ps = sched.ps[i];
  }
  // In this order, so that never all of them seem to be idle (deadlock.cc).
  sched.procs.store(to);
  sched.n_idle_ps.fetch_add(to - from);
}

}  // namespace

// Not by its constructor, because others may look at the Ps meanwhile.
void InitP(uint32_t i) {
  P* p = sched.ps[i];
  p->id = static_cast<int>(i);
  p->global_turn = kGlobalEvery;
  p->random = (switches.sched + i + 1) * kRandomStep;
}

uint32_t ProcsFromEnvironment() {
  if (switches.sched != 0) return 1;
  if (wanted_procs.load() != 0) return wanted_procs.load();
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
  const uint32_t n = Processors();
  return n < kMaxProcs ? n : kMaxProcs;
}

void InitSched(uint32_t procs) {
  // Address space for as many as there may ever be.
  void* memory = mmap(nullptr, kMaxProcs * sizeof(P), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) Fatal("no memory for the scheduler");
  for (uint32_t i = 0; i < kMaxProcs; ++i) {
    sched.ps[i] = static_cast<P*>(memory) + i;
  }
  sched.processors = Processors();
  InitP(0);
  Take(pag_tls.m, sched.ps[0]);
  AddIdlePs(1, procs);
}

int SetProcs(uint32_t procs) {
  if (procs < 1 || procs > kMaxProcs) return EINVAL;
  if (sched.procs.load() == 0) {
    wanted_procs.store(procs);
    return 0;
  }
  if (switches.sched != 0) return procs == 1 ? 0 : ENOTSUP;
  // Also keeps sysmon from taking the caller's P.
  RuntimeScope scope;
  sched.lock.Acquire();
  const uint32_t before = sched.procs.load();
  if (procs > before) AddIdlePs(before, procs);
  sched.lock.Release();
  if (procs < before) return EBUSY;
  WakeSomeone();
  return 0;
}

uint32_t GetProcs() {
  const uint32_t procs = sched.procs.load(std::memory_order_relaxed);
  return procs != 0 ? procs : wanted_procs.load(std::memory_order_relaxed);
}

void LockToThisThread(G* g) {
  g->locked_m = pag_tls.m;
  pag_tls.m->locked_g = g;
}

}  // namespace pagurus
