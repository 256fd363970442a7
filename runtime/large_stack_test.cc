// Ranges of large stacks: growing and shrinking where they are, giving memory
// and addresses back, moving by pages, and what happens where the system gives
// no addresses away.
#include "runtime/large_stack.h"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "gtest/gtest.h"
#include "runtime/large_cache.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

constexpr size_t kKiB = 1024;
constexpr size_t kMiB = kKiB * 1024;

void Write(StackRange stack, uintptr_t salt) {
  for (uintptr_t a = stack.lo; a < stack.hi; a += 512) {
    *reinterpret_cast<uintptr_t*>(a) = (stack.hi - a) * salt;
  }
}
bool Holds(StackRange stack, uintptr_t salt) {
  for (uintptr_t a = stack.lo; a < stack.hi; a += 512) {
    if (*reinterpret_cast<uintptr_t*>(a) != (stack.hi - a) * salt) return false;
  }
  return true;
}

// Pages of [from, to) that have memory.
size_t Resident(uintptr_t from, uintptr_t to) {
  from &= -uintptr_t{4096};
  std::vector<unsigned char> pages((to - from + 4095) / 4096);
  if (mincore(reinterpret_cast<void*>(from), to - from, pages.data()) != 0) {
    return SIZE_MAX;
  }
  size_t n = 0;
  for (unsigned char page : pages) n += page & 1;
  return n;
}

// Runs `body` in a process that may have `more` bytes of addresses more than it
// has; true if it returns true.
template <typename Body>
bool WithFewAddresses(size_t more, Body body) {
  ReleaseFreeLarge();
  const pid_t child = fork();
  if (child == 0) {
    FILE* f = fopen("/proc/self/statm", "r");
    size_t pages = 0;
    if (f == nullptr || fscanf(f, "%zu", &pages) != 1) _exit(9);
    fclose(f);
    rlimit limit;
    limit.rlim_cur = limit.rlim_max = pages * 4096 + more;
    if (setrlimit(RLIMIT_AS, &limit) != 0) _exit(9);
    _exit(body() ? 0 : 1);
  }
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

TEST(LargeStackTest, GrowsToTheEndOfItsRange) {
  WithSwitches plain("");
  const StackRange stack = AllocLarge(64 * kKiB);
  ASSERT_NE(stack.lo, 0u);
  EXPECT_EQ(stack.size(), 64 * kKiB);
  EXPECT_EQ(stack.hi % kStackAlign, 0u);
  Write(stack, 3);
  size_t size = stack.size();
  while (GrowLarge({stack.hi - size, stack.hi}, size * 2)) {
    size *= 2;
    Write({stack.hi - size, stack.lo}, 5);
  }
  EXPECT_EQ(size, kFirstReserve);
  EXPECT_TRUE(Holds(stack, 3));
  FreeLarge({stack.hi - size, stack.hi});
}

TEST(LargeStackTest, ShrinkingGivesTheMemoryBack) {
  WithSwitches plain("");
  const StackRange stack = AllocLarge(8 * kMiB);
  Write(stack, 7);
  EXPECT_GE(Resident(stack.lo, stack.hi), 2048u);
  ShrinkLarge(stack, 128 * kKiB);
  const StackRange small{stack.hi - 128 * kKiB, stack.hi};
  EXPECT_TRUE(Holds(small, 7));
  // The page that lo is in may stay.
  EXPECT_LE(Resident(stack.lo, small.lo), 1u);
  EXPECT_TRUE(GrowLarge(small, 8 * kMiB));
  FreeLarge(stack);
}

TEST(LargeStackTest, MaxstackBoundsTheReserve) {
  WithSwitches few("maxstack=1000000");
  ReleaseFreeLarge();
  const size_t before = ReservedBytes();
  const StackRange stack = AllocLarge(64 * kKiB);
  EXPECT_LE(ReservedBytes() - before, 1000000u);
  EXPECT_TRUE(GrowLarge(stack, 512 * kKiB));
  EXPECT_FALSE(GrowLarge({stack.hi - 512 * kKiB, stack.hi}, kMiB));
  FreeLarge({stack.hi - 512 * kKiB, stack.hi});
}

// What a stack left is used by the next one, or given back.
TEST(LargeStackTest, MemoryIsKeptWithinABound) {
  WithSwitches plain("");
  ReleaseFreeLarge();
  const size_t before = ReservedBytes();
  const StackRange one = AllocLarge(64 * kKiB);
  FreeLarge(one);
  const StackRange two = AllocLarge(128 * kKiB);
  EXPECT_EQ(two.hi, one.hi);
  FreeLarge(two);
  std::vector<StackRange> many;
  for (int i = 0; i < 100; ++i) many.push_back(AllocLarge(kMiB));
  for (const StackRange& stack : many) FreeLarge(stack);
  constexpr size_t kKept = 16 + kLargeCacheBytes / kMiB;
  EXPECT_LE(ReservedBytes() - before, kKept * (kFirstReserve + 4096));
  ReleaseFreeLarge();
  EXPECT_EQ(ReservedBytes(), before);
}

// What a P has at hand comes first, does not count with what all have, and is
// given back like that.
long KeepOnP(long) {
  ReleaseFreeLarge();
  const size_t before = ReservedBytes();
  std::vector<StackRange> many;
  for (int i = 0; i < 100; ++i) many.push_back(AllocLarge(kMiB));
  for (const StackRange& stack : many) FreeLarge(stack);
  constexpr size_t kKept = 16 + kLargeCacheBytes / kMiB;
  EXPECT_EQ(ReservedBytes() - before, kKept * (kFirstReserve + 4096));
  for (int i = 0; i < 2; ++i) {
    const StackRange stack = AllocLarge(64 * kKiB);
    EXPECT_TRUE(stack.hi == many[0].hi || stack.hi == many[1].hi);
    // With more memory it is not for the P.
    EXPECT_TRUE(GrowLarge(stack, 2 * kMiB));
    FreeLarge({stack.hi - 2 * kMiB, stack.hi});
  }
  ReleaseFreeLarge();
  EXPECT_EQ(ReservedBytes(), before);
  return 0;
}

TEST(LargeStackTest, APHasSomeAtHand) {
  WithSwitches plain("");
  OnGoroutine(KeepOnP, 0);
}

TEST(LargeStackTest, MovesByPages) {
  WithSwitches plain("");
  for (const size_t used : {2 * kMiB, 5 * kMiB + 4096 + 512, 15 * kMiB}) {
    ReleaseFreeLarge();
    const size_t before = ReservedBytes();
    const StackRange old = AllocLarge(16 * kMiB);
    const StackRange fresh = AllocLarge(32 * kMiB);
    const uintptr_t lowest = old.hi - used;
    Write({lowest, old.hi}, 11);
    ASSERT_TRUE(CanMovePages(old, fresh, used));
    ASSERT_TRUE(MovePages(old, fresh, lowest));
    EXPECT_TRUE(Holds({fresh.hi - used, fresh.hi}, 11)) << used;
    // The addresses are gone, too.
    EXPECT_EQ(Resident(old.lo, old.hi), SIZE_MAX);
    // It is a range like any other, and does not move that way again.
    const StackRange next = AllocLarge(32 * kMiB);
    EXPECT_FALSE(CanMovePages(fresh, next, used));
    FreeLarge(next);
    EXPECT_TRUE(GrowLarge(fresh, 64 * kMiB));
    Write({fresh.hi - 64 * kMiB, fresh.hi - 63 * kMiB}, 1);
    FreeLarge({fresh.hi - 64 * kMiB, fresh.hi});
    ReleaseFreeLarge();
    EXPECT_EQ(ReservedBytes(), before);
  }
}

TEST(LargeStackTest, LittleIsNotMovedByPages) {
  WithSwitches plain("");
  const StackRange a = AllocLarge(kMiB), b = AllocLarge(2 * kMiB);
  EXPECT_FALSE(CanMovePages(a, b, kMiB / 2));
  FreeLarge(a);
  FreeLarge(b);
}

// Without addresses to reserve there is room for the stack itself.
TEST(LargeStackTest, WithoutReservation) {
  EXPECT_TRUE(WithFewAddresses(4 * kMiB, [] {
    WithSwitches plain("");
    const StackRange stack = AllocLarge(128 * kKiB);
    if (stack.lo == 0) return false;
    Write(stack, 3);
    return !GrowLarge(stack, 256 * kKiB) && Holds(stack, 3);
  }));
}

TEST(LargeStackTest, WithoutMemoryThereIsNone) {
  EXPECT_TRUE(
      WithFewAddresses(4 * kMiB, [] { return AllocLarge(64 * kMiB).lo == 0; }));
}

TEST(LargeStackDeathTest, OverwrittenFromAbove) {
  WithSwitches plain("");
  auto overwrite = [] {
    const StackRange stack = AllocLarge(64 * kKiB);
    *reinterpret_cast<uintptr_t*>(stack.hi) = 0;
    GrowLarge(stack, 128 * kKiB);
  };
  EXPECT_EXIT(overwrite(), ::testing::ExitedWithCode(2), "overwritten");
}

// On goroutines.

long Recurse(long n) {
  long seed = 1;
  return OnGoroutine(t_recurse, n, &seed) - n * (n + 1) / 2 - 1;
}

TEST(InPlaceTest, AboveTheSmallSizesNothingMoves) {
  WithSwitches plain("verify=1,learn=0");
  ResetStats();
  EXPECT_EQ(Recurse(80000), 0);
  const Stats stats = TotalStats();
  EXPECT_EQ(stats.max_stack_bytes, 4 * kMiB);
  EXPECT_EQ(stats.in_place, 6u);  // 64 KiB is the first that can
  EXPECT_EQ(stats.moves + stats.in_place, stats.grows);
  EXPECT_LT(stats.bytes_copied, 128 * kKiB);
}

TEST(InPlaceTest, BeyondItsRangeItMovesOnce) {
  WithSwitches plain("verify=1,learn=0,poison=1");
  ResetStats();
  EXPECT_EQ(Recurse(1000000), 0);
  const Stats stats = TotalStats();
  EXPECT_EQ(stats.max_stack_bytes, 64 * kMiB);
  EXPECT_EQ(stats.pages_moved, 1u);
  EXPECT_LT(stats.bytes_copied, 128 * kKiB);
}

TEST(InPlaceTest, SwitchedOff) {
  WithSwitches plain("verify=1,learn=0,inplace=0");
  ResetStats();
  EXPECT_EQ(Recurse(80000), 0);
  EXPECT_EQ(TotalStats().in_place, 0u);
  EXPECT_EQ(TotalStats().moves, TotalStats().grows);
  EXPECT_GT(TotalStats().bytes_copied, 256 * kKiB);
}

// No debug mode that wants new addresses gets old ones.
TEST(InPlaceTest, NotWhereStacksMustMove) {
  for (const char* modes : {"stressmove=100000,verify=1", "faultonfree=1"}) {
    WithSwitches fresh(modes);
    ResetStats();
    EXPECT_EQ(Recurse(20000), 0);
    EXPECT_EQ(TotalStats().in_place, 0u);
  }
}

TEST(InPlaceTest, WithoutReservationItCopies) {
  EXPECT_TRUE(WithFewAddresses(8 * kMiB, [] {
    WithSwitches plain("verify=1,learn=0");
    ResetStats();
    return Recurse(20000) == 0 && TotalStats().in_place == 0 &&
           TotalStats().max_stack_bytes == kMiB;
  }));
}

}  // namespace
}  // namespace pagurus
