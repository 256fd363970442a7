// Stepping by unwind tables, against libunwind and against what is known.
#include "runtime/traceback/cfi.h"

#define UNW_LOCAL_ONLY
#include <libunwind.h>
#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

#include <vector>

#include "gtest/gtest.h"
#include "runtime/traceback/frames.h"
#include "runtime/traceback/symbols.h"

namespace pagurus {
namespace {

std::vector<uintptr_t> OursFromHere() {
  std::vector<uintptr_t> pcs;
  Registers r = HereRegisters();
  while (StepByCfi(&r, false) == StepResult::kStepped && pcs.size() < 1000) {
    pcs.push_back(r.pc());
  }
  return pcs;
}

std::vector<uintptr_t> TheirsFromHere() {
  std::vector<uintptr_t> pcs;
  unw_context_t context;
  unw_cursor_t cursor;
  unw_getcontext(&context);
  unw_init_local(&cursor, &context);
  while (unw_step(&cursor) > 0 && pcs.size() < 1000) {
    unw_word_t pc;
    unw_get_reg(&cursor, UNW_REG_IP, &pc);
    if (pc == 0) break;
    pcs.push_back(pc);
  }
  return pcs;
}

std::vector<uintptr_t> ours, theirs;

// Through the C library and frames of all kinds: with alloca and an aligned
// local, which are found through rbp.
[[gnu::noinline]] int Compare(const void* a, const void*) {
  ours = OursFromHere();
  theirs = TheirsFromHere();
  return *static_cast<const int*>(a);
}
[[gnu::noinline]] void Sort(unsigned n) {
  alignas(64) volatile char aligned[128];
  volatile char* more = static_cast<volatile char*>(__builtin_alloca(n));
  more[0] = 1;
  aligned[1] = 2;
  int values[] = {2, 1};
  qsort(values, 2, sizeof values[0], Compare);
  more[1] = 3;
  aligned[2] = 4;
}

void ExpectSameCallers() {
  // The two calls stand at different places of one function.
  ASSERT_GT(ours.size(), 5u);
  ASSERT_GE(theirs.size(), ours.size());
  for (size_t i = 1; i < ours.size(); ++i) {
    EXPECT_EQ(ours[i], theirs[i]) << "frame " << i;
  }
}

TEST(CfiTest, StepsThroughTheCLibrary) {
  Sort(100);
  ExpectSameCallers();
}

// A signal frame is a matter of expressions; the PLT and the C library's hand
// written code are walked wherever a step stops.
Registers interrupted;
void Handler(int, siginfo_t*, void* context) {
  const auto* gregs = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  interrupted = Registers{};
  interrupted.pc() = static_cast<uintptr_t>(gregs[REG_RIP]);
  interrupted.sp() = static_cast<uintptr_t>(gregs[REG_RSP]);
  Registers r = HereRegisters();
  // This function, the runtime's trampoline, and then what it interrupted.
  while (!IsSignalReturn(r.pc())) {
    if (StepByCfi(&r, false) != StepResult::kStepped) return;
  }
  if (StepByCfi(&r, false) != StepResult::kStepped) return;
  ours = {r.pc(), r.sp()};
}
TEST(CfiTest, StepsThroughASignalFrame) {
  struct sigaction action{};
  action.sa_sigaction = Handler;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGUSR1, &action, nullptr);
  ours.clear();
  raise(SIGUSR1);
  signal(SIGUSR1, SIG_DFL);
  ASSERT_EQ(ours.size(), 2u);
  EXPECT_EQ(ours[0], interrupted.pc());
  EXPECT_EQ(ours[1], interrupted.sp());
}

TEST(CfiTest, WhatIsNoCodeHasNoCaller) {
  static char data[64];
  for (uintptr_t pc : {uintptr_t{0}, uintptr_t{1},
                       reinterpret_cast<uintptr_t>(data), ~uintptr_t{0}}) {
    Registers r{};
    r.pc() = pc;
    EXPECT_EQ(StepByCfi(&r, true), StepResult::kUnknown);
  }
}

// A damaged stack leads nowhere, but no load faults.
TEST(CfiTest, ADamagedStackIsHarmless) {
  for (uintptr_t sp :
       {uintptr_t{0}, uintptr_t{8}, ~uintptr_t{7}, uintptr_t{1} << 63}) {
    Registers r = HereRegisters();
    r.sp() = sp;
    r.value[kDwarfRbp] = sp;
    EXPECT_NE(StepByCfi(&r, false), StepResult::kStepped);
  }
}

TEST(SymbolsTest, ExportedFunctions) {
  const uintptr_t pc = reinterpret_cast<uintptr_t>(&qsort);
  Module module;
  ASSERT_TRUE(FindModule(pc, &module));
  EXPECT_NE(std::string(module.path).find("libc"), std::string::npos);
  uintptr_t begin = 0;
  const char* name = FindExported(module, pc, &begin);
  ASSERT_NE(name, nullptr);
  EXPECT_STREQ(name, "qsort");
  EXPECT_EQ(begin, pc);
  ASSERT_TRUE(FindModule(reinterpret_cast<uintptr_t>(&Sort), &module));
  EXPECT_STREQ(module.path, "");
}

}  // namespace
}  // namespace pagurus
