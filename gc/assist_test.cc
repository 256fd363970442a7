#include "gc/assist.h"

#include <gtest/gtest.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/time.h>

#include <cstdint>

#include "gc/heap.h"
#include "gc/pacer.h"
#include "gc/testing/harness.h"

namespace pagurus {
namespace {

using testing::New;
using testing::Word;

constexpr uint64_t kFirst[] = {1};
const pag_type list_type = {64, kFirst, "list", nullptr, {}};

sigjmp_buf env;
volatile sig_atomic_t assisting = 0;

uintptr_t List(long n) {
  uintptr_t first = 0;
  for (; n > 0; --n) {
    const uintptr_t object = New(shared_cache, list_type);
    Word(object, 0) = first;
    first = object;
  }
  return first;
}

class AssistTest : public ::testing::Test {
 protected:
  void SetUp() override {
    heap.Init();
    struct sigaction action = {};
    action.sa_handler = [](int) {
      if (assisting != 0) siglongjmp(env, 1);
    };
    sigaction(SIGALRM, &action, nullptr);
  }
  void TearDown() override { Every(0); }

  void Every(long microseconds) {
    const itimerval value = {{0, microseconds}, {0, microseconds}};
    setitimer(ITIMER_REAL, &value, nullptr);
  }
};

// It stands in the middle of marking when signals come.
TEST_F(AssistTest, AHandlerThatLeavesBySiglongjmpLosesNothing) {
  constexpr long kObjects = 20000;
  const uintptr_t list = List(kObjects);
  testing::Mark({list});
  heap.FinishSweep();
  for (int cycle = 0; cycle < 10; ++cycle) {
    MarkWork work(1, true);
    heap.StartCycle(&work);
    {
      Marker marker(&work);
      marker.Mark(list);
      marker.Leave();
    }
    pacer.NoteAllocated(uint64_t{1} << 40);
    Every(200);
    for (volatile int i = 0; i < 100; i = i + 1) {
      sigsetjmp(env, 1);
      assisting = 1;
      AssistOrWait(size_t{1} << 30);
      assisting = 0;
    }
    Every(0);
    CloseAssists();  // and returns
    work.NextRound(1);
    Marker marker(&work);
    marker.Drain();
    EXPECT_EQ(work.marked_objects(), uint64_t{kObjects});
    heap.PauseMarking();
    heap.EndMarking();
    heap.FinishCycle(&work);
    heap.FinishSweep();
  }
  EXPECT_GT(AssistedBytes(), 0u);
}

}  // namespace
}  // namespace pagurus
