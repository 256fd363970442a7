// At every instruction of native code that managed code calls, and that calls
// managed code: a signal handler, or who has stopped the world, finds where the
// goroutine has left its own stack and what its frames refer to (I14).
#include <signal.h>

#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/roots.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;

constexpr uintptr_t kLive = 0x4444000000004444;
constexpr uintptr_t kResult = 0x5555000000005555;
constexpr uint64_t kTrapFlag = 0x100;

// The handler's.
struct Looks {
  long native;     // the thread counted as native code
  long callbacks;  // with a callback record that need not be filled
  long without_frames;
  long without_live;
  long results;  // it waits, with what native code returns
  long without_result;
};
Looks looks;
volatile bool calls_back;  // below t_references

struct Found {
  long live;
  long results;
};
void Find(void* arg, uintptr_t word) {
  auto* found = static_cast<Found*>(arg);
  found->live += word == kLive;
  found->results += word == kResult;
}

int CountFrame(const pag_frame*, void*) { return 0; }

void Look(int) {
  const M* m = pag_tls.m;
  // As stop_world.cc has it, of a thread in native code.
  if (m == nullptr || m->is_over_managed() || m->in_runtime.load() != 0 ||
      pag_tls.transition == nullptr) {
    return;
  }
  ++looks.native;
  looks.callbacks += pag_tls.callback_top != m->callback_base;
  looks.without_frames += pag_traceback(0, CountFrame, nullptr) == 0;
  Found found = {0, 0};
  VisitThread(m, {Find, &found});
  looks.without_live += calls_back && found.live != 1;
  if (m->results.load() != nullptr) {
    ++looks.results;
    looks.without_result += found.results == 0;
  }
}

// Runs body() instruction by instruction.
template <typename F>
void Step(F body) {
  looks = Looks();
  AttachThread();
  // As earlier callbacks may have left them.
  for (int i = 0; i < 4; ++i) {
    pag_tls.m->callback_base[i].transition =
        reinterpret_cast<TransitionRecord*>(8);
    pag_tls.m->callback_base[i].sys_sp = 8;
  }
  struct sigaction action{};
  action.sa_handler = Look;
  sigaction(SIGTRAP, &action, nullptr);
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() | kTrapFlag);
  body();
  __builtin_ia32_writeeflags_u64(__builtin_ia32_readeflags_u64() & ~kTrapFlag);
  signal(SIGTRAP, SIG_DFL);
}

void CallBack(void*) {
  calls_back = true;
  t_deep_call(1, [](void*) {}, nullptr);
  calls_back = false;
}

TEST(CallbackStepsTest, FramesBelowAreFound) {
  Step([] { OnGoroutine(t_references, 0, kLive, CallBack, nullptr); });
  EXPECT_GT(looks.native, 30);
  EXPECT_GT(looks.callbacks, 10);
  EXPECT_EQ(looks.without_frames, 0);
  EXPECT_EQ(looks.without_live, 0);
}

long Return(long, long, long, long, long, long, ...) {
  pag_tls.g->stack_guard = kGuardPoison;
  return static_cast<long>(kResult);
}

TEST(CallbackStepsTest, ResultsOnTheirWayAreFound) {
  Step([] { OnGoroutine(t_gate_args, Return, 7); });
  EXPECT_GT(looks.results, 3);
  EXPECT_EQ(looks.without_result, 0);
}

}  // namespace
}  // namespace pagurus
