// The arithmetic of the prologue check (arch/x86_64/guard.h), on the CPU.
#include <stdint.h>

#include "arch/context.h"
#include "gtest/gtest.h"

namespace pagurus {
namespace {

// The two instructions of a check, with `sp` in the place of SP.
bool PassesOnTheCpu(uintptr_t sp, uintptr_t word) {
  bool overflow;
  asm("cmpq %2, %1" : "=@cco"(overflow) : "r"(sp), "m"(word));
  return overflow;
}

constexpr uintptr_t kHighest = uintptr_t{1} << 56;  // of user addresses
constexpr uintptr_t kAddresses[] = {16,
                                    4096,
                                    65536,
                                    (uintptr_t{1} << 31) - 8,
                                    uintptr_t{1} << 31,
                                    uintptr_t{1} << 32,
                                    0x7ffff7fff000,
                                    kHighest - 8,
                                    kHighest};
constexpr uintptr_t kFrames[] = {136, 4096, 1 << 20, (uintptr_t{1} << 31) - 8,
                                 uintptr_t{1} << 31};

TEST(GuardTest, PassesFromTheGuardOn) {
  for (uintptr_t guard : kAddresses) {
    const uintptr_t word = GuardWord(guard);
    for (uintptr_t sp : kAddresses) {
      EXPECT_EQ(PassesOnTheCpu(sp, word), sp >= guard) << sp << ' ' << guard;
    }
    EXPECT_TRUE(PassesOnTheCpu(guard, word));
    EXPECT_TRUE(PassesOnTheCpu(guard + 8, word));
    EXPECT_FALSE(PassesOnTheCpu(guard - 8, word));
  }
}

TEST(GuardTest, NativeAndPoisonNeverPass) {
  for (uintptr_t word : {kGuardNative, kGuardPoison}) {
    for (uintptr_t sp : kAddresses) {
      EXPECT_FALSE(PassesOnTheCpu(sp, word)) << sp;
      for (uintptr_t frame : kFrames) {
        EXPECT_FALSE(PassesOnTheCpu(sp - frame, word)) << sp << ' ' << frame;
      }
    }
  }
}

// A frame that does not fit between address 0 and SP does not fit.
TEST(GuardTest, FrameLargerThanItsAddress) {
  for (uintptr_t guard : kAddresses) {
    for (uintptr_t sp : kAddresses) {
      for (uintptr_t frame : kFrames) {
        EXPECT_EQ(PassesOnTheCpu(sp - frame, GuardWord(guard)),
                  sp >= frame && sp - frame >= guard)
            << sp << ' ' << frame << ' ' << guard;
      }
    }
  }
}

TEST(GuardTest, GuardOfUnknownStackAlwaysPasses) {
  for (uintptr_t sp : kAddresses) {
    EXPECT_TRUE(PassesOnTheCpu(sp, GuardWord(0))) << sp;
  }
}

}  // namespace
}  // namespace pagurus
