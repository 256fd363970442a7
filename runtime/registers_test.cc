// Every argument register survives growth, at every width of the vector
// registers that this CPU has.
#include <string.h>

#include "arch/cpu.h"
#include "arch/entries.h"
#include "gtest/gtest.h"
#include "runtime/stats.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

constexpr uint32_t kYmm = 4;
constexpr uint32_t kZmm = 0x44;

// Bits of __pag_vector_mask that code using `width` bytes needs saved.
uint32_t Needed(long width) {
  return width == 64 ? kZmm : width == 32 ? kYmm : 0;
}

TestRegisters Pattern() {
  TestRegisters r;
  auto* bytes = reinterpret_cast<uint8_t*>(&r);
  for (size_t i = 0; i < sizeof r; ++i) bytes[i] = uint8_t(i * 37 + i / 64 + 1);
  memset(r.pad, 0, sizeof r.pad);
  return r;
}

class RegistersTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    __pag_vector_mask = 0;
    __pag_has_xinuse = 0;
    DetectVectorWidth();
    detected_ = __pag_vector_mask;
    has_xinuse_ = __pag_has_xinuse;
  }
  void TearDown() override { DetectVectorWidth(); }

  // Runs with registers of `width` bytes while the mover saves `mask`.
  void Check(long width, uint32_t mask, uint32_t xinuse) {
    SCOPED_TRACE("width " + std::to_string(width) + " mask " +
                 std::to_string(mask) + " xinuse " + std::to_string(xinuse));
    __pag_vector_mask = mask;
    __pag_has_xinuse = xinuse;
    const TestRegisters in = Pattern();
    TestRegisters out;
    memset(&out, 0, sizeof out);
    ResetStats();
    OnGoroutine(t_registers, &in, &out, width);
    EXPECT_GE(TotalStats().moves, 1u);
    EXPECT_EQ(memcmp(&in, &out, offsetof(TestRegisters, pad)), 0);
    for (int i = 0; i < 8; ++i) {
      EXPECT_EQ(memcmp(in.vectors[i], out.vectors[i], size_t(width)), 0) << i;
    }
  }

  uint32_t detected_;
  uint32_t has_xinuse_;
};

INSTANTIATE_TEST_SUITE_P(Widths, RegistersTest, ::testing::Values(16, 32, 64));

TEST_P(RegistersTest, SurviveGrowth) {
  const long width = GetParam();
  if ((detected_ & Needed(width)) != Needed(width)) {
    // This CPU has no such registers, so no code can use them.
    EXPECT_LT(detected_, Needed(width));
    return;
  }
  const uint32_t masks[] = {0, kYmm, kZmm};
  for (const uint32_t mask : masks) {
    if ((mask & Needed(width)) != Needed(width)) continue;  // too narrow
    if ((mask & detected_) != mask) continue;               // not this CPU's
    Check(width, mask, 0);
    if (has_xinuse_ != 0) Check(width, mask, 1);
  }
}

TEST_P(RegistersTest, SurviveForcedMoves) {
  const long width = GetParam();
  if ((detected_ & Needed(width)) != Needed(width)) return;
  WithSwitches stress("stressmove=1,poison=1,faultonfree=1,verify=1");
  Check(width, detected_, has_xinuse_);
}

// What the CPU has enabled is what is saved.
TEST(VectorWidthTest, MatchesTheCpu) {
  __pag_vector_mask = 0;
  DetectVectorWidth();
  EXPECT_EQ((__pag_vector_mask & kYmm) != 0,
            __builtin_cpu_supports("avx") != 0);
  EXPECT_EQ((__pag_vector_mask & kZmm) == kZmm,
            __builtin_cpu_supports("avx512f") != 0);
}

}  // namespace
}  // namespace pagurus
