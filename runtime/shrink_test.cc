// Goroutines whose stacks become smaller, and those that are left alone, for
// which reason.
#include "runtime/shrink.h"

#include <sys/resource.h>
#include <unistd.h>

#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/arena.h"
#include "runtime/copystack.h"
#include "runtime/m.h"
#include "runtime/proc.h"
#include "runtime/sched/claim.h"
#include "runtime/stack_alloc.h"
#include "runtime/start_size.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::ScheduleUntil;
using testing::WithSwitches;

constexpr size_t kKiB = 1024;
constexpr size_t kMiB = kKiB * 1024;
// What a goroutine with a few frames shrinks to, at most.
constexpr size_t kSmall = kSanitizerSlack == 0 ? 4 * kKiB : 32 * kKiB;

// --- Goroutines that stand still ---

G* subject;
size_t sizes[8];

// The subject does what `invocation` says, on a stack of `size` bytes; when it
// yields, `looker` runs.
long WithSubject(size_t size, TestInvocation invocation,
                 void (*looker)(void*)) {
  switches.minstack = size;
  subject = NewG(t_invoke, &invocation);
  Ready(subject);
  Ready(NewG(
      [](void* then) {
        switches.minstack = kKiB;
        reinterpret_cast<void (*)(void*)>(then)(nullptr);
      },
      reinterpret_cast<void*>(looker)));
  ScheduleUntil(&invocation.done);
  return invocation.result;
}

// The subject calls fn, which yields, with `depth` frames.
long WithSubject(size_t size, long depth, void (*looker)(void*),
                 void (*fn)(void*) = t_yield_once) {
  return WithSubject(size,
                     {reinterpret_cast<void*>(t_deep_call),
                      {depth, reinterpret_cast<long>(fn), 0},
                      0,
                      0},
                     looker);
}

bool ClaimAndShrink() {
  if (!Claim(subject)) return false;
  const bool smaller = ShrinkStack(subject);
  ReleaseClaim(subject);
  return smaller;
}

class ShrinkTest : public ::testing::TestWithParam<const char*> {
 protected:
  ShrinkTest() : switches_(GetParam()) { ResetStats(); }
  WithSwitches switches_;
};

INSTANTIATE_TEST_SUITE_P(
    Switches, ShrinkTest,
    ::testing::Values("learn=0", "learn=0,verify=1,poison=1,clobberdead=1",
                      "learn=0,inplace=0,verify=1",
                      "learn=0,stressmove=1,poison=1,faultonfree=1,"
                      "clobberdead=1,verify=1"));

void TwoLooks(void*) {
  sizes[0] = subject->stack_size();
  EXPECT_TRUE(ClaimAndShrink());
  sizes[1] = subject->stack_size();
  EXPECT_EQ(CheckG(subject, CheckLevel::kDeep), nullptr);
  EXPECT_TRUE(ClaimAndShrink());
  sizes[2] = subject->stack_size();
  EXPECT_EQ(CheckG(subject, CheckLevel::kDeep), nullptr);
  EXPECT_FALSE(ClaimAndShrink());
}

TEST_P(ShrinkTest, TwoLooksAreEnough) {
  for (const size_t size : {64 * kMiB, kMiB, 16 * kSmall, 8 * kSmall}) {
    ResetStats();
    EXPECT_EQ(WithSubject(size, 5, TwoLooks), 6);
    EXPECT_EQ(sizes[0], size);
    EXPECT_EQ(sizes[1], size / 2);
    EXPECT_LE(sizes[2], kSmall);
    EXPECT_EQ(TotalStats().shrinks, 2u);
    EXPECT_EQ(TotalStats().shrunk_bytes, size - sizes[2]);
  }
}

// I1: what the frames know of each other is right afterwards, also of many.
TEST_P(ShrinkTest, ManyFrames) {
  EXPECT_EQ(WithSubject(kMiB, 1000,
                        [](void*) {
                          EXPECT_TRUE(ClaimAndShrink());
                          EXPECT_TRUE(ClaimAndShrink());
                          EXPECT_EQ(CheckG(subject, CheckLevel::kDeep),
                                    nullptr);
                        }),
            1001);
}

TEST_P(ShrinkTest, EnoughIsUsed) {
  EXPECT_EQ(WithSubject(16 * kKiB, 100,
                        [](void*) {
                          EXPECT_FALSE(ClaimAndShrink());
                          EXPECT_EQ(TotalStats().shrink_rests, 0u);
                        }),
            101);
}

TEST_P(ShrinkTest, AllOfThem) {
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          EXPECT_GE(ShrinkStacks(), 1u);
                          EXPECT_GE(ShrinkStacks(), 1u);
                          EXPECT_EQ(TotalStats().shrink_native,
                                    2u);  // the caller
                        }),
            6);
}

// --- What is left alone ---

TEST_P(ShrinkTest, SwitchedOff) {
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          switches.shrink = 0;
                          EXPECT_FALSE(ClaimAndShrink());
                          EXPECT_EQ(TotalStats().shrink_off, 1u);
                          EXPECT_EQ(subject->stack_size(), kMiB);
                          switches.shrink = 1;
                        }),
            6);
}

TEST_P(ShrinkTest, InNativeCode) {
  auto self = [](void*) {
    EXPECT_FALSE(Claim(subject));
    EXPECT_FALSE(ShrinkStack(subject));
    EXPECT_EQ(TotalStats().shrink_native, 1u);
    // As others see it while it runs managed code.
    uintptr_t* guard = GuardWordAddress();
    *guard = kGuardPoison;
    EXPECT_FALSE(ShrinkStack(subject));
    *guard = kGuardNative;
    EXPECT_EQ(TotalStats().shrink_running, 1u);
    pag_tls.m->waits_as_thread = true;
    EXPECT_FALSE(ShrinkStack(subject));
    pag_tls.m->waits_as_thread = false;
    EXPECT_EQ(TotalStats().shrink_thread, 1u);
    EXPECT_EQ(subject->stack_size(), kMiB);
  };
  EXPECT_EQ(WithSubject(kMiB, 5, [](void*) {}, self), 6);
}

TEST_P(ShrinkTest, StoppedBySignal) {
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          const uintptr_t sp = subject->sched.sp;
                          subject->sched.sp = 0;  // as preempt_signal.cc has it
                          EXPECT_EQ(TryClaim(subject), Claimed::kStopped);
                          EXPECT_FALSE(ShrinkStack(subject));
                          EXPECT_EQ(TotalStats().shrink_signal, 1u);
                          ShrinkStacks();
                          EXPECT_EQ(TotalStats().shrink_signal, 2u);
                          subject->sched.sp = sp;
                        }),
            6);
}

TEST_P(ShrinkTest, ClaimedByAnother) {
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          ASSERT_TRUE(Claim(subject));
                          EXPECT_EQ(TryClaim(subject), Claimed::kTaken);
                          EXPECT_EQ(ShrinkStacks(), 0u);
                          EXPECT_EQ(TotalStats().shrink_claimed, 1u);
                          ReleaseClaim(subject);
                          EXPECT_GE(ShrinkStacks(), 1u);
                        }),
            6);
}

TEST_P(ShrinkTest, NotStarted) {
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          G* young = NewG([](void*) {}, nullptr);
                          Ready(young);
                          EXPECT_EQ(TryClaim(young), Claimed::kYes);
                          EXPECT_FALSE(ShrinkStack(young));
                          ReleaseClaim(young);
                        }),
            6);
}

TEST(ShrinkMemoryDeathTest, WithoutMemoryItStaysAsItIs) {
  auto without = [] {
    WithSwitches plain("learn=0");
    WithSubject(64 * kKiB, 5, [](void*) {
      const rlimit nothing{1, RLIM_INFINITY};
      setrlimit(RLIMIT_AS, &nothing);
      while (AllocStack(32 * kKiB).lo != 0) {
      }
      const bool smaller = ClaimAndShrink();
      _exit(!smaller && TotalStats().shrink_memory == 1 &&
                    subject->stack_size() == 64 * kKiB &&
                    CheckG(subject, CheckLevel::kDeep) == nullptr
                ? 7
                : 1);
    });
  };
  EXPECT_EXIT(without(), ::testing::ExitedWithCode(7), "");
}

// What other goroutines with the same function have needed is not taken away at
// once.
TEST(ShrinkLearnedTest, StartSizeCounts) {
  WithSwitches plain("");
  static StartEntry* const entry = StartEntryOf(t_invoke);
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          entry->above_minimum = 63 * kKiB;
                          EXPECT_TRUE(ClaimAndShrink());
                          EXPECT_TRUE(ClaimAndShrink());
                          EXPECT_EQ(subject->stack_size(), 64 * kKiB);
                        }),
            6);
  entry->above_minimum = 0;
}

// --- From time to time ---

TEST(ShrinkPeriodTest, WhenStacksHaveGrown) {
  WithSwitches plain("shrinkevery=1000,learn=0");
  ResetStats();
  static int64_t now;
  constexpr int64_t kSecond = 1000000000;
  now = 1;
  // From when it is first called.
  EXPECT_EQ(ShrinkIfDue(now), now + kSecond);
  EXPECT_EQ(ShrinkIfDue(now + kSecond - 1), now + kSecond);
  EXPECT_EQ(ShrinkIfDue(now += kSecond), INT64_MAX);  // nothing has grown
  EXPECT_EQ(ShrinkIfDue(now), now + kSecond);
  EXPECT_EQ(WithSubject(kMiB, 5,
                        [](void*) {
                          ++pag_tls.m->stats.grows;
                          EXPECT_GT(ShrinkIfDue(now + kSecond - 1), now);
                          EXPECT_EQ(subject->stack_size(), kMiB);
                          auto pass = [] {
                            now += kSecond;
                            int64_t next;
                            while ((next = ShrinkIfDue(now)) == now) {
                            }
                            return next;
                          };
                          // As long as something changes.
                          EXPECT_EQ(pass(), now + kSecond);
                          EXPECT_EQ(subject->stack_size(), kMiB / 2);
                          EXPECT_EQ(pass(), now + kSecond);
                          EXPECT_LE(subject->stack_size(), kSmall);
                          for (int i = 0; i < 100 && pass() != INT64_MAX; ++i) {
                          }
                          EXPECT_EQ(pass(), INT64_MAX);
                        }),
            6);
  switches.shrinkevery = 0;
  EXPECT_EQ(ShrinkIfDue(now + 10 * kSecond), INT64_MAX);
}

// --- The pinned arena ---

void Large(void* address, void*) { *static_cast<char*>(address) = 1; }
void TakeMuch(void*) { t_pinned(100000, 16, Large, nullptr); }
void TakeNothing(void*) {}

TEST_P(ShrinkTest, ArenaGivesBackWhatNothingIsIn) {
  static long looked;
  looked = 0;
  auto look = [](void*) {
    ASSERT_TRUE(Claim(subject));
    EXPECT_TRUE(HasSpareChunks(subject));
    ShrinkStack(subject);
    EXPECT_FALSE(HasSpareChunks(subject));
    ReleaseClaim(subject);
    EXPECT_GE(TotalStats().arena_bytes, 100000u);
    looked = 1;
  };
  // Its callbacks use its arena.
  WithSubject(
      4 * kKiB,
      {reinterpret_cast<void*>(t_yield_between),
       {reinterpret_cast<long>(TakeMuch), reinterpret_cast<long>(TakeNothing)},
       0,
       0},
      look);
  EXPECT_EQ(looked, 1);
}

// With a local in the chunk before: the limit is that chunk's again.
TEST_P(ShrinkTest, ArenaInUseStays) {
  static bool kept;
  kept = false;
  auto use = [](void*) {
    t_pinned(
        64, 16,
        [](void* address, void*) {
          auto* first = static_cast<volatile long*>(address);
          *first = 17;
          TakeMuch(nullptr);
          G* g = pag_tls.g;
          EXPECT_TRUE(HasSpareChunks(g));
          EXPECT_GE(TrimArena(g), 100000u);
          EXPECT_FALSE(HasSpareChunks(g));
          EXPECT_EQ(g->arena_end, reinterpret_cast<uintptr_t>(g->arena_first));
          TakeMuch(nullptr);
          kept = *first == 17;
        },
        nullptr);
  };
  OnGoroutine(t_deep_call, 2, +use, nullptr);
  EXPECT_TRUE(kept);
}

}  // namespace
}  // namespace pagurus
