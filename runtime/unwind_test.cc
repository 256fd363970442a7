// libunwind, which knows nothing of us but our CFI, walks from wherever the
// program is to the bottom of the goroutine's stack: at *every instruction* of
// gates, callbacks, morestack, the mover, switches and prologues.  The walk
// has to agree with our own where both exist (I4).
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <ucontext.h>

#define UNW_LOCAL_ONLY
#include <libunwind.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/frame_walk.h"
#include "runtime/m.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"
#include "runtime/traceback/symbols.h"

extern "C" void _start();

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

// The function that contains pc; "?" if unknown.
std::string NameAt(uintptr_t pc) {
  static const SymbolTable* const symbols = new SymbolTable;
  size_t length;
  uintptr_t begin;
  const char* name = symbols->Find(pc, &length, &begin);
  return name == nullptr ? "?" : std::string(name, length);
}

// A walk's addresses, from the youngest frame to the oldest.  Filled by a
// signal handler.
struct Trace {
  static constexpr int kMax = 120;
  uintptr_t pcs[kMax];
  int size = 0;
  bool complete = false;

  void Walk(unw_context_t* context, int flags) {
    unw_cursor_t cursor;
    unw_init_local2(&cursor, context, flags);
    for (size = 0; size < kMax;) {
      unw_word_t pc;
      unw_get_reg(&cursor, UNW_REG_IP, &pc);
      // The byte before a return address is in the function that called.
      pcs[size] = pc - (size > 0 && !unw_is_signal_frame(&cursor) ? 1 : 0);
      ++size;
      const int more = unw_step(&cursor);
      if (more == 0) complete = true;
      if (more <= 0) return;
    }
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (int i = 0; i < size; ++i) names.push_back(NameAt(pcs[i]));
    if (!complete) names.push_back("!");
    return names;
  }
};

// Code in which a walk may end.  Signal handlers ask, so it is prepared.
struct Ends {
  uintptr_t ranges[4][2];
  int count = 0;

  void Allow(const void* begin, uintptr_t size) {
    ranges[count][0] = reinterpret_cast<uintptr_t>(begin);
    ranges[count++][1] = size;
  }

  // The range that `trace` ends in, from 0, or -1.
  int Of(const Trace& trace) const {
    if (!trace.complete) return -1;
    const uintptr_t last = trace.pcs[trace.size - 1];
    for (int i = 0; i < count; ++i) {
      if (last - ranges[i][0] < ranges[i][1]) return i;
    }
    return -1;
  }

  // A goroutine's walk ends in goexit, range 0; any other in the process's or
  // the thread's first function, or where longjmp forgets the past.
  static Ends All() {
    Ends ends;
    ends.Allow(__pag_goexit, 16);
    ends.Allow(reinterpret_cast<const void*>(_start), 64);
    ends.Allow(reinterpret_cast<const void*>(__pag_longjmp_resume), 96);
    Dl_info libc;
    if (dladdr(reinterpret_cast<void*>(&pthread_create), &libc) == 0) abort();
    ends.Allow(libc.dli_fbase, size_t{2} << 20);
    return ends;
  }
};

std::string Join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + " ";
  return text;
}

Trace here;
void WalkFromHere(void*) {
  unw_context_t context;
  unw_getcontext(&context);
  here.Walk(&context, 0);
}
long WalkFromWords(long, long, long, long, long, long, ...) {
  WalkFromHere(nullptr);
  return 1;
}

long Count(const std::vector<std::string>& names, const std::string& prefix) {
  long n = 0;
  for (const std::string& name : names) n += name.starts_with(prefix);
  return n;
}

TEST(UnwindTest, FromANativeCallToTheBottom) {
  OnGoroutine(t_deep_call, 20, WalkFromHere, nullptr);
  const auto names = here.Names();
  SCOPED_TRACE(Join(names));
  EXPECT_EQ(names.back(), "__pag_goexit");
  EXPECT_EQ(Count(names, "t_deep"), 22);
  EXPECT_EQ(names[1], "__pag_gate");
}

TEST(UnwindTest, ThroughGatesWithStackArguments) {
  OnGoroutine(t_gate_args, WalkFromWords, 12);
  const auto names = here.Names();
  SCOPED_TRACE(Join(names));
  EXPECT_EQ(names.back(), "__pag_goexit");
  EXPECT_EQ(Count(names, "__pag_gate"), 1);
  EXPECT_EQ(Count(names, "__pag_gate_s"), 1);
}

TEST(UnwindTest, ThroughCallbacks) {
  auto back = [](void*) { t_deep_call(5, WalkFromHere, nullptr); };
  OnGoroutine(t_deep_call, 5, +back, nullptr);
  const auto names = here.Names();
  SCOPED_TRACE(Join(names));
  EXPECT_EQ(names.back(), "__pag_goexit");
  EXPECT_EQ(Count(names, "t_deep"), 14);
  EXPECT_EQ(Count(names, "__pag_callback"), 1);
  EXPECT_EQ(Count(names, "__pag_gate"), 2);
}

// known-bugs 14: after each move, our walk and libunwind's meet the same return
// addresses at the same stack pointers, in every frame.
struct Walks {
  long frames = 0;
  long differences = 0;
};
Walks walks;

void CompareWalks(void*) {
  const uintptr_t sp = pag_tls.transition->sp;
  unw_context_t context;
  unw_getcontext(&context);
  unw_cursor_t cursor;
  unw_init_local(&cursor, &context);
  unw_word_t other_pc = 0, other_sp = 0;
  auto step = [&] {
    if (unw_step(&cursor) <= 0) return false;
    unw_get_reg(&cursor, UNW_REG_IP, &other_pc);
    unw_get_reg(&cursor, UNW_REG_SP, &other_sp);
    return true;
  };
  while (step() && !IsManagedText(other_pc)) {
  }
  FrameWalk walk(*reinterpret_cast<uintptr_t*>(sp), sp + sizeof(uintptr_t),
                 pag_tls.g->stack_hi);
  for (; walk.ok(); walk.Next()) {
    ++walks.frames;
    walks.differences +=
        walk.frame().pc != other_pc || walk.frame().sp != other_sp;
    step();
  }
  walks.differences += walk.error() != nullptr;
}

TEST(UnwindTest, WalksAgreeAfterEveryMove) {
  constexpr long kDepth = 60;
  for (const char* text : {"", "stressmove=1,poison=1", "stressmove=7"}) {
    WithSwitches switches(text);
    walks = Walks();
    ResetStats();
    EXPECT_EQ(OnGoroutine(t_call_each, kDepth, CompareWalks, nullptr),
              kDepth + 1);
    EXPECT_EQ(walks.differences, 0) << text;
    // Called at each depth: t_deep's frames, and three older ones.
    EXPECT_GE(walks.frames, kDepth * kDepth / 2);
    EXPECT_GE(TotalStats().moves, text[0] == 0 ? 2u : 8u);
  }
}

// known-bugs 15: a profiler's signals, during moves above all, each with a walk
// by libunwind from where they struck.
struct Profile {
  Ends ends;
  volatile long samples;
  volatile long incomplete;
  volatile long done;
};
Profile profile;
void OnProfile(int, siginfo_t*, void* context) {
  static Trace trace;
  trace = Trace();
  trace.Walk(static_cast<unw_context_t*>(context), UNW_INIT_SIGNAL_FRAME);
  if (profile.ends.Of(trace) < 0) profile.incomplete = profile.incomplete + 1;
  profile.samples = profile.samples + 1;
  if (profile.samples >= 200) profile.done = 1;
}

TEST(UnwindTest, ProfilerDuringMoves) {
  WithSwitches switches("stressmove=1");
  profile = Profile();
  profile.ends = Ends::All();
  struct sigaction action{};
  action.sa_sigaction = OnProfile;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  sigaction(SIGPROF, &action, nullptr);
  timer_t timer;
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGPROF;
  ASSERT_EQ(timer_create(CLOCK_MONOTONIC, &event, &timer), 0);
  itimerspec often{};
  often.it_interval.tv_nsec = often.it_value.tv_nsec = 300000;
  timer_settime(timer, 0, &often, nullptr);
  OnGoroutine(t_spin, &profile.done);
  timer_delete(timer);
  signal(SIGPROF, SIG_IGN);
  EXPECT_GE(profile.samples, 200);
  EXPECT_EQ(profile.incomplete, 0);
}

// --- at every instruction
// -----------------------------------------------------

struct Steps {
  static constexpr int kMaxBad = 20;
  std::set<std::string> places;  // functions stepped through
  long goroutine = 0;            // steps on behalf of a goroutine
  Trace bad[kMaxBad];
  int bad_count = 0;
};

// What the handler knows; it must not use the heap.
struct Stepping {
  static constexpr int kMaxPlaces = 1 << 20;
  Ends ends;
  uintptr_t last_pc;
  uintptr_t places[kMaxPlaces];
  int place_count;
  long goroutine;
  Trace trace;
  Trace bad[Steps::kMaxBad];
  int bad_count;
};
Stepping* stepping;

void OnStep(int, siginfo_t*, void* context) {
  Stepping& s = *stepping;
  auto* uc = static_cast<ucontext_t*>(context);
  const auto pc = static_cast<uintptr_t>(uc->uc_mcontext.gregs[REG_RIP]);
  // `rep movs` traps once per word.
  if (pc == s.last_pc) return;
  s.last_pc = pc;
  if (s.place_count < Stepping::kMaxPlaces) s.places[s.place_count++] = pc;
  s.trace = Trace();
  s.trace.Walk(static_cast<unw_context_t*>(context), UNW_INIT_SIGNAL_FRAME);
  const int end = s.ends.Of(s.trace);
  s.goroutine += end == 0;
  if (end < 0 && s.bad_count < Steps::kMaxBad) s.bad[s.bad_count++] = s.trace;
}

constexpr uint64_t kTrapFlag = 0x100;

// Runs body() instruction by instruction.
template <typename F>
Steps Step(F body) {
  stepping = new Stepping{};
  stepping->ends = Ends::All();
  // libunwind's cache goes by the address alone, and the return address of a
  // call that ends its function (nobody returns to it) is the next one's entry.
  unw_set_caching_policy(unw_local_addr_space, UNW_CACHE_NONE);
  struct sigaction action{};
  action.sa_sigaction = OnStep;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGTRAP, &action, nullptr);
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() | kTrapFlag);
  body();
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() & ~kTrapFlag);
  signal(SIGTRAP, SIG_DFL);
  Steps result;
  result.goroutine = stepping->goroutine;
  for (int i = 0; i < stepping->place_count; ++i) {
    result.places.insert(NameAt(stepping->places[i]));
  }
  for (int i = 0; i < stepping->bad_count; ++i) {
    result.bad[result.bad_count++] = stepping->bad[i];
  }
  delete stepping;
  return result;
}

void ExpectGood(const Steps& result, std::vector<std::string> places) {
  for (int i = 0; i < result.bad_count; ++i) {
    const auto names = result.bad[i].Names();
    // Ours to answer for is what the runtime's code says of itself: not the
    // instructions of this test that set the flag, nor the C library's longjmp
    // (by which the harness leaves).
    if (names[0].find("StepTest") != std::string::npos || names[0] == "?") {
      continue;
    }
    char at[32];
    snprintf(at, sizeof at,
             "%lx: ", static_cast<unsigned long>(result.bad[i].pcs[0]));
    ADD_FAILURE() << at << Join(names);
  }
  for (const std::string& place : places) {
    EXPECT_EQ(result.places.count(place), 1u) << place << " was not reached";
  }
}

void Nothing(void*) {}
long FirstWord(long a, long, long, long, long, long, ...) { return a; }

TEST(StepTest, GatesPrologsAndGrowth) {
  const Steps result =
      Step([] { OnGoroutine(t_deep_call, 40, Nothing, nullptr); });
  ExpectGood(result,
             {"__pag_gate", "__pag_morestack", "__pag_gogo", "__pag_gostart",
              "__pag_goexit", "__pag_block_switch", "t_deep"});
  EXPECT_GT(result.goroutine, 300);
}

TEST(StepTest, ForcedMoves) {
  WithSwitches stress("stressmove=1,poison=1,clobberdead=1,verify=1");
  ExpectGood(Step([] { OnGoroutine(t_deep_call, 3, Nothing, nullptr); }),
             {"__pag_gate", "__pag_morestack", "t_deep"});
}

TEST(StepTest, StackArguments) {
  ExpectGood(Step([] { OnGoroutine(t_gate_args, FirstWord, 12); }),
             {"__pag_gate_s"});
}

TEST(StepTest, Callbacks) {
  auto back = [](void*) { t_deep_call(3, Nothing, nullptr); };
  ExpectGood(Step([&] { OnGoroutine(t_deep_call, 2, +back, nullptr); }),
             {"__pag_gate", "__pag_callback", "t_deep"});
  ExpectGood(Step([&] { back(nullptr); }), {"__pag_gate", "__pag_callback"});
}

// The first managed code of a thread: it becomes an M on the way.
TEST(StepTest, FirstCallbackOfAThread) {
  std::thread([] {
    EXPECT_EQ(pag_tls.m, nullptr);
    ExpectGood(Step([] { t_deep_call(1, Nothing, nullptr); }),
               {"__pag_callback", "t_deep"});
    EXPECT_NE(pag_tls.m, nullptr);
  }).join();
}

TEST(StepTest, PoisonedCallback) {
  AttachThread();
  pag_tls.callback_guard = kGuardPoison;
  ExpectGood(Step([] { t_poisoned(); }),
             {"__pag_callback", "__pag_await_managed", "__pag_morestack",
              "__pag_poll"});
}

void PoisonCallbacks(void*) { pag_tls.callback_guard = kGuardPoison; }
void PoisonStack(void*) { pag_tls.g->stack_guard = kGuardPoison; }

TEST(StepTest, PoisonedWayBack) {
  ExpectGood(Step([] {
               t_deep_call(1, PoisonCallbacks, nullptr);
               OnGoroutine(t_deep_call, 1, PoisonStack, nullptr);
               OnGoroutine(t_poisoned);
             }),
             {"__pag_await_managed", "__pag_morestack", "__pag_poll"});
}

TEST(StepTest, SetjmpAndLongjmp) {
  static JmpBuf buf;
  t_jump_depth = 20;
  ExpectGood(Step([] { OnGoroutine(t_setjmp, &buf, t_recurse_and_jump); }),
             {"__pag_sigsetjmp", "__pag_longjmp", "__pag_longjmp_resume"});
}

TEST(StepTest, YieldsAndThePinnedArena) {
  ExpectGood(Step([] { OnGoroutine(t_yield, 2); }),
             {"pag_yield", "__pag_block", "__pag_block_switch", "__pag_gogo"});
  auto use = [](void*, void*) {};
  ExpectGood(Step([&] { OnGoroutine(t_pinned, 100, 64, +use, nullptr); }),
             {"__pag_arena_grow"});
}

}  // namespace
}  // namespace pagurus
