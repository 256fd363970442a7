#include "stackmaps/builder.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stackmaps/test_tables.h"

namespace pagurus {
namespace {

using ::testing::HasSubstr;

void ExpectRefused(const FunctionMap& function, const char* why) {
  MapBuilder builder;
  const absl::Status status = builder.Add(function);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  EXPECT_THAT(std::string(status.message()), HasSubstr("function at 0x10000"));
}

TEST(BuilderTest, ChoosesTheFrameRecordWhileEverythingFits) {
  auto ext_size = [](auto change) {
    TestModule module;
    FunctionMap f;
    f.begin = 0x10000;
    f.size = 2047 * 16;
    f.frame_size = 127 * 8;
    f.homes_offset = 15 * 8;
    f.nhomes = 7;
    f.entry_regs = kEntryRegMask;
    change(&f);
    module.functions = {f};
    const Tables tables = module.Build();
    EXPECT_EQ(tables.frames.empty(), !tables.ext.empty());
    return tables.ext.size() * 8;
  };
  EXPECT_EQ(ext_size([](FunctionMap*) {}), 0u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { ++f->size; }), 32u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->frame_size += 8; }), 32u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->homes_offset += 8; }), 32u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->nhomes = 8; }), 32u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->top = true; }), 32u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->stack_args = {0}; }), 40u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->stack_args = {0, 8}; }), 40u);
  EXPECT_EQ(ext_size([](FunctionMap* f) { f->stack_args = {0, 8, 16}; }), 48u);
}

TEST(BuilderTest, RepeatedBitsTakeOneByte) {
  TestModule module;
  module.functions = {SmallFunction(0x10000)};
  EXPECT_EQ(module.Build().safepoints.size(), 16u + 2 + 1 + 2);
}

TEST(BuilderTest, FunctionWithoutHomesHasNoBlock) {
  TestModule module;
  FunctionMap f;
  f.begin = 0x10000;
  f.size = 16;
  module.functions = {f};
  EXPECT_EQ(module.Build().safepoints.size(), 0u);
}

TEST(BuilderTest, FunctionWithHomesAndNoSafepointsHasABlock) {
  TestModule module;
  FunctionMap f = SmallFunction(0x10000);
  f.safepoints.clear();
  module.functions = {f};
  EXPECT_EQ(module.Build().safepoints.size(), 16u);
}

TEST(BuilderTest, ReferencesAloneNeedABlock) {
  auto size = [](auto change) {
    TestModule module;
    FunctionMap f;
    f.begin = 0x10000;
    f.size = 16;
    f.frame_size = 16;
    change(&f);
    module.functions = {f};
    return module.Build().safepoints.size();
  };
  EXPECT_EQ(size([](FunctionMap*) {}), 0u);
  EXPECT_EQ(size([](FunctionMap* f) { f->nrefs = 2; }), 16u);
  EXPECT_EQ(size([](FunctionMap* f) { f->entry_refs = kEntryR9; }), 16u);
  EXPECT_EQ(size([](FunctionMap* f) { f->unmapped_refs = true; }), 16u);
  EXPECT_EQ(size([](FunctionMap* f) { f->stack_refs = {0, 24}; }), 24u);
}

TEST(BuilderTest, RefusesWhatCannotBe) {
  FunctionMap f = SmallFunction(0x10000);
  f.size = 0;
  ExpectRefused(f, "no code");

  f = SmallFunction(0x10000);
  f.frame_size = 41;
  ExpectRefused(f, "frame size 41");

  f = SmallFunction(0x10000);
  f.homes_offset = 24;
  ExpectRefused(f, "3 homes at offset 24 do not lie in a frame of 40");

  f = SmallFunction(0x10000);
  f.entry_regs = 0x40;
  ExpectRefused(f, "entry registers 0x40");

  f = SmallFunction(0x10000);
  f.stack_args = {8, 8};
  ExpectRefused(f, "stack argument offset 8");

  f = SmallFunction(0x10000);
  f.stack_args = {12};
  ExpectRefused(f, "stack argument offset 12");

  f = SmallFunction(0x10000);
  f.safepoints[1].return_offset = 0x24;
  ExpectRefused(f, "safepoint at offset 36 is not above");

  f = SmallFunction(0x10000);
  f.safepoints[0].return_offset = 0;
  ExpectRefused(f, "safepoint at offset 0 is not above");

  f = SmallFunction(0x10000);
  f.safepoints[2].return_offset = f.size + 1;
  ExpectRefused(f, "safepoint at offset 113");

  f = SmallFunction(0x10000);
  f.safepoints[2].live.pop_back();
  ExpectRefused(f, "has 2 live bits for 3 homes");

  f = SmallFunction(0x10000);
  f.nrefs = 2;
  ExpectRefused(f, "5 homes at offset 8 do not lie in a frame of 40");

  f = SmallFunction(0x10000);
  f.nrefs = 1;
  ExpectRefused(f, "has 0 live bits for 1 reference homes");

  f = SmallFunction(0x10000);
  f.entry_refs = 0x80;
  ExpectRefused(f, "entry registers 0x80");

  f = SmallFunction(0x10000);
  f.entry_refs = kEntryRdi | kEntryRdx;
  ExpectRefused(f, "entry registers 0x1 hold references and stack pointers");

  f = SmallFunction(0x10000);
  f.stack_refs = {8, 0};
  ExpectRefused(f, "stack argument offset 0");

  f = SmallFunction(0x10000);
  f.stack_args = {8};
  f.stack_refs = {0, 8};
  ExpectRefused(f, "stack argument at offset 8 is a reference and a stack");

  f = SmallFunction(0x10000);
  f.nhomes = 65536;
  f.frame_size = 65600 * 8;
  ExpectRefused(f, "65536 homes");
}

TEST(BuilderTest, RefusesOverlap) {
  MapBuilder builder;
  ASSERT_TRUE(builder.Add(SmallFunction(0x10000)).ok());
  ASSERT_TRUE(builder.Add(SmallFunction(0x10040)).ok());
  const auto tables =
      builder.Build(0x10000, 0x20000, {0x30000, 0x40000, 0x50000});
  ASSERT_FALSE(tables.ok());
  EXPECT_THAT(std::string(tables.status().message()),
              HasSubstr("overlaps the function at 0x10040"));
}

TEST(BuilderTest, RefusesDistancesBeyond32Bits) {
  MapBuilder builder;
  ASSERT_TRUE(builder.Add(SmallFunction(0x10000)).ok());
  FunctionMap f = SmallFunction(0x10080);
  f.stack_args = {0};
  ASSERT_TRUE(builder.Add(f).ok());
  const uint64_t far = 0x10000 + (uint64_t{1} << 31) + 1;
  for (const TableAddresses& addresses :
       {TableAddresses{(far + 3) & ~3, 0x40000, 0x50000},
        TableAddresses{0x30000, (far + 0x87) & ~7, 0x50000},
        TableAddresses{0x30000, 0x40000, far}}) {
    const auto tables = builder.Build(0x10000, 0x20000, addresses);
    ASSERT_FALSE(tables.ok());
    EXPECT_THAT(std::string(tables.status().message()),
                HasSubstr("out of a 32-bit field's reach"));
  }
}

}  // namespace
}  // namespace pagurus
