#include "stackmaps/reader.h"

#include <cstring>
#include <functional>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stackmaps/index.h"
#include "stackmaps/test_tables.h"

namespace pagurus {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ReaderTest, EmptyModule) {
  TestModule module;
  module.text_end = module.text_begin;
  const Tables tables = module.Build();
  const auto read = ReadMaps(module.Sections(tables));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->empty());
}

TEST(ReaderTest, GivesBackRandomModules) {
  std::mt19937_64 random(20240601);
  for (int round = 0; round < 300; ++round) {
    const TestModule module = RandomModule(&random, 1 + random() % 40);
    const Tables tables = module.Build();
    const auto read = ReadMaps(module.Sections(tables));
    ASSERT_TRUE(read.ok()) << read.status();
    ASSERT_EQ(*read, AsRead(module.functions)) << "round " << round;
  }
}

TEST(ReaderTest, CutsRoundedSizeAtNextFunction) {
  TestModule module;
  FunctionMap a = SmallFunction(0x10000);
  a.size = 0x71;  // 0x80 in the record
  module.functions = {a, SmallFunction(0x10071)};
  module.text_end = 0x10071 + 0x6c;  // 4 bytes into the last unit
  module.functions[1].size = 0x6c;
  const Tables tables = module.Build();
  const auto read = ReadMaps(module.Sections(tables));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)[0].size, 0x71u);
  EXPECT_EQ((*read)[1].size, 0x6cu);
}

TEST(ReaderTest, CallAsLastInstruction) {
  TestModule module;
  FunctionMap f = SmallFunction(0x10000);
  f.safepoints.push_back({f.size, {true, true, true}, {}});
  module.functions = {f};
  const Tables tables = module.Build();
  const auto read = ReadMaps(module.Sections(tables));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->front().safepoints.back().return_offset, f.size);
}

TEST(ReaderTest, AcceptsPaddedUleb) {
  TestModule module;
  module.functions = {SmallFunction(0x10000)};
  Tables tables = module.Build();
  // 0x48 -> c8 80 00: an assembler that relaxes may leave such bytes.
  tables.safepoints[16] = 0xc8;
  tables.safepoints.insert(tables.safepoints.begin() + 17, {0x80, 0x00});
  const auto read = ReadMaps(module.Sections(tables));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)[0].safepoints, module.functions[0].safepoints);
}

// --- refusals ---------------------------------------------------------------

// Four functions: with homes at 0x10000, without at 0x10080, in extended
// records with stack arguments at 0x10100 and without at 0x10240.
class RefusalTest : public ::testing::Test {
 protected:
  RefusalTest() {
    FunctionMap plain;
    plain.begin = 0x10080;
    plain.size = 0x40;
    FunctionMap extended;
    extended.begin = 0x10100;
    extended.size = 0x123;
    extended.frame_size = 64;
    extended.homes_offset = 16;
    extended.nhomes = 2;
    extended.stack_args = {0, 8, 24, 32};
    extended.safepoints = {{0x20, {true, true}, {}}};
    FunctionMap top;
    top.begin = 0x10240;
    top.size = 0x11;
    top.top = true;
    module_.functions = {SmallFunction(0x10000), plain, extended, top};
    tables_ = module_.Build();
  }

  template <typename T>
  void PatchFrame(size_t record, size_t offset, T value) {
    std::memcpy(&tables_.frames[record * 8 + offset], &value, sizeof value);
  }
  void PatchShape(size_t record, ShapeField field, uint32_t value) {
    uint32_t shape;
    std::memcpy(&shape, &tables_.frames[record * 8 + 4], sizeof shape);
    shape &= ~field.Put(field.max());
    PatchFrame<uint32_t>(record, 4, shape | field.Put(value));
  }
  template <typename T>
  void PatchExt(size_t offset, T value) {
    std::memcpy(reinterpret_cast<uint8_t*>(tables_.ext.data()) + offset, &value,
                sizeof value);
  }
  template <typename T>
  void PatchSafepoints(size_t offset, T value) {
    std::memcpy(&tables_.safepoints[offset], &value, sizeof value);
  }

  // Reader and index both refuse, with this code and the same message.
  void ExpectRefused(MapError code, const std::string& what) {
    const ModuleSections sections = module_.Sections(tables_);
    ErrorInfo error;
    EXPECT_FALSE(RegisterModule(sections, &error));
    EXPECT_EQ(error.code, code) << error.message;
    EXPECT_THAT(error.message, HasSubstr(what));
    EXPECT_EQ(FindFunc(0x10000), nullptr);
    const auto read = ReadMaps(sections);
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(read.status().message(), error.message);
  }

  static constexpr size_t kSecondBlock = 16 + 2 + 1 + 2;
  static constexpr int32_t kSecondExt = 32 + 4 * 4;

  TestModule module_;
  Tables tables_;
};

TEST_F(RefusalTest, IntactIsAccepted) {
  const auto read = ReadMaps(module_.Sections(tables_));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, AsRead(module_.functions));
}

TEST_F(RefusalTest, TruncatedFrames) {
  tables_.frames.resize(14);
  ExpectRefused(MapError::kSectionSize,
                "pagurus_frames: record 1 at 0x30008: truncated: 6 of 8");
}

TEST_F(RefusalTest, TextEndsBeforeBegin) {
  std::swap(module_.text_begin, module_.text_end);
  ExpectRefused(MapError::kTextRange, "before its begin 0x20000");
}

TEST_F(RefusalTest, ReservedBitOfTheShape) {
  PatchFrame<uint8_t>(1, 7, 0x80);
  ExpectRefused(MapError::kReservedBits,
                "pagurus_frames: record 1 at 0x30008: reserved bit");
}

TEST_F(RefusalTest, NoCode) {
  PatchShape(1, kShapeSize16, 0);
  ExpectRefused(MapError::kEmptyFunction, "function at 0x10080 has no code");
}

TEST_F(RefusalTest, NoCodeExtended) {
  PatchExt<uint32_t>(kSecondExt + 8, 0);
  ExpectRefused(MapError::kEmptyFunction,
                "pagurus_frames_ext: record 1 at 0x40030: function at 0x10240 "
                "has no code");
}

TEST_F(RefusalTest, BelowText) {
  module_.text_begin = 0x10010;
  ExpectRefused(MapError::kOutsideText,
                "record 0 at 0x30000: function at 0x10000 is outside");
}

TEST_F(RefusalTest, BeyondText) {
  module_.text_end = 0x10100;
  ExpectRefused(MapError::kOutsideText,
                "pagurus_frames_ext: record 0 at 0x40000: function at 0x10100 "
                "is outside");
}

TEST_F(RefusalTest, RunsPastText) {
  module_.text_end = 0x10240 + 0x10;
  ExpectRefused(MapError::kOutsideText,
                "pagurus_frames_ext: record 1 at 0x40030: function at 0x10240 "
                "of 17 bytes runs past the end");
}

TEST_F(RefusalTest, FrameRecordRunsPastText) {
  PatchFrame<int32_t>(1, 0, 0x1ffc0 + 8 - 0x30008);
  module_.text_end = 0x1ffc0 + 8 + 0x30;
  ExpectRefused(MapError::kOutsideText, "runs past the end");
}

TEST_F(RefusalTest, HomesOutsideFrame) {
  PatchShape(0, kShapeHomesWord, 3);
  ExpectRefused(MapError::kHomesOutside,
                "3 homes at offset 24 do not lie in a frame of 40 bytes");
}

TEST_F(RefusalTest, HomesOutsideFrameExtended) {
  PatchExt<uint32_t>(20, 0x80000000u);  // 8 * nhomes wraps in 32 bits
  ExpectRefused(MapError::kHomesOutside, "2147483648 homes at offset 16");
}

TEST_F(RefusalTest, HomesOffsetWithoutHomesOutsideFrame) {
  PatchShape(1, kShapeHomesWord, 1);
  ExpectRefused(MapError::kHomesOutside, "0 homes at offset 8");
}

TEST_F(RefusalTest, DuplicateFunction) {
  PatchFrame<int32_t>(1, 0, 0x10000 - 0x30008);
  ExpectRefused(MapError::kDuplicate,
                "record 1 at 0x30008: function at 0x10000 has another record "
                "at 0x30000");
}

TEST_F(RefusalTest, FunctionWithRecordsOfBothKinds) {
  PatchExt<int32_t>(kSecondExt, 0x10000 - 0x40000 - kSecondExt);
  ExpectRefused(MapError::kDuplicate,
                "pagurus_frames_ext: record 1 at 0x40030: function at 0x10000 "
                "has another record at 0x30000");
}

TEST_F(RefusalTest, FunctionWithTwoExtendedRecords) {
  PatchExt<int32_t>(kSecondExt, 0x10100 - 0x40000 - kSecondExt);
  ExpectRefused(MapError::kDuplicate,
                "pagurus_frames_ext: record 1 at 0x40030: function at 0x10100 "
                "has another record at 0x40000");
}

TEST_F(RefusalTest, Overlap) {
  PatchShape(0, kShapeSize16, 9);  // 0x90 bytes: 16 more than there is room
  ExpectRefused(MapError::kOverlap,
                "record 0 at 0x30000: function at 0x10000 of 144 bytes "
                "overlaps the function at 0x10080");
}

TEST_F(RefusalTest, OverlapOfAnExtendedRecordByOneByte) {
  PatchFrame<int32_t>(1, 0, 0x10100 + 0x122 - 0x30008);
  ExpectRefused(MapError::kOverlap,
                "pagurus_frames_ext: record 0 at 0x40000: function at 0x10100 "
                "of 291 bytes overlaps");
}

TEST_F(RefusalTest, ExtHeaderTruncated) {
  tables_.ext.resize(kSecondExt / 8 + 3);
  ExpectRefused(MapError::kTruncated,
                "pagurus_frames_ext: record 1 at 0x40030: only 24 of 32 bytes");
}

TEST_F(RefusalTest, ExtMisaligned) {
  module_.addresses.ext += 4;
  ExpectRefused(MapError::kMisaligned,
                "pagurus_frames_ext: record 0 at 0x40004: not 8-byte aligned");
}

TEST_F(RefusalTest, ExtVersion) {
  PatchExt<uint16_t>(4, 1);
  ExpectRefused(MapError::kVersion,
                "pagurus_frames_ext: record 0 at 0x40000: version 1, expected "
                "2");
}

TEST_F(RefusalTest, ExtFlags) {
  PatchExt<uint16_t>(6, 2);
  ExpectRefused(MapError::kReservedBits, "unknown bits in flags 0x2");
}

TEST_F(RefusalTest, ExtEntryRegs) {
  PatchExt<uint32_t>(24, 0x40);
  ExpectRefused(MapError::kReservedBits, "entry registers 0x40");
}

TEST_F(RefusalTest, ExtOddFrame) {
  PatchExt<uint32_t>(12, 68);
  ExpectRefused(MapError::kOddSize, "frame size 68");
}

TEST_F(RefusalTest, ExtOddHomes) {
  PatchExt<uint32_t>(16, 12);
  ExpectRefused(MapError::kOddSize, "homes' offset 12");
}

TEST_F(RefusalTest, ExtTooManyStackArgs) {
  for (uint32_t n : {13u, 0x40000000u, 0xffffffffu}) {
    PatchExt<uint32_t>(28, n);
    ExpectRefused(MapError::kTruncated, "stack arguments it needs");
  }
}

// A count that takes in the next record leaves that one's function without.
TEST_F(RefusalTest, ExtStackArgsOverTheNextRecord) {
  PatchExt<uint32_t>(28, 12);
  ExpectRefused(MapError::kStackArgs, "record 0 at 0x40000: stack argument 5");
}

TEST_F(RefusalTest, ExtPadding) {
  PatchExt<uint32_t>(28, 3);
  PatchExt<uint32_t>(44, 1);
  ExpectRefused(MapError::kReservedBits, "padding is not 0");
}

TEST_F(RefusalTest, StackArgOdd) {
  PatchExt<uint32_t>(32, 4);
  ExpectRefused(MapError::kStackArgs, "stack argument 0: offset 4");
}

TEST_F(RefusalTest, StackArgTwice) {
  PatchExt<uint32_t>(36, 0);
  ExpectRefused(MapError::kStackArgs, "stack argument 1: offset 0");
}

TEST_F(RefusalTest, SafepointHeaderTruncated) {
  tables_.safepoints.resize(kSecondBlock + 15);
  ExpectRefused(MapError::kTruncated,
                "pagurus_safepoints: block 1 at 0x50015: only 15 bytes");
}

TEST_F(RefusalTest, SafepointBitsTruncated) {
  tables_.safepoints.resize(kSecondBlock + 17);
  ExpectRefused(MapError::kTruncated,
                "block 1 at 0x50015: safepoint 0 of 1: the section ends");
}

TEST_F(RefusalTest, SafepointUlebTruncated) {
  tables_.safepoints.resize(kSecondBlock + 16);
  ExpectRefused(MapError::kTruncated, "safepoint 0 of 1: the section ends");
}

TEST_F(RefusalTest, SafepointCountTooLarge) {
  PatchSafepoints<uint32_t>(kSecondBlock + 12, 2);
  ExpectRefused(MapError::kTruncated, "safepoint 1 of 2: the section ends");
}

TEST_F(RefusalTest, SafepointVersion) {
  PatchSafepoints<uint8_t>(4, 1);
  ExpectRefused(MapError::kVersion,
                "block 0 at 0x50000: version 1, expected 2");
}

TEST_F(RefusalTest, EntryReferencesUnknown) {
  PatchSafepoints<uint8_t>(5, 0x40);
  ExpectRefused(MapError::kReservedBits,
                "block 0 at 0x50000: unknown bits in entry references 0x40");
}

TEST_F(RefusalTest, EntryRegisterThatIsBoth) {
  PatchSafepoints<uint8_t>(5, kEntryRdi | kEntryRsi);
  ExpectRefused(MapError::kTwoMeanings,
                "block 0 at 0x50000: entry registers 0x1 hold references");
}

TEST_F(RefusalTest, ReferenceHomesOutside) {
  PatchSafepoints<uint16_t>(8, 2);
  ExpectRefused(MapError::kHomesOutside,
                "2 reference homes behind 3 homes at offset 8 do not lie in a "
                "frame of 40 bytes");
}

TEST_F(RefusalTest, StackReferencesTruncated) {
  PatchSafepoints<uint16_t>(kSecondBlock + 10, 100);
  ExpectRefused(MapError::kTruncated,
                "the section ends inside its 100 stack arguments");
}

TEST_F(RefusalTest, StackReferences) {
  const auto refuse = [&](std::vector<uint32_t> offsets, MapError code,
                          const char* why) {
    const auto saved = tables_.safepoints;
    PatchSafepoints<uint16_t>(kSecondBlock + 10,
                              static_cast<uint16_t>(offsets.size()));
    std::vector<uint8_t> bytes(offsets.size() * 4);
    std::memcpy(bytes.data(), offsets.data(), bytes.size());
    tables_.safepoints.insert(tables_.safepoints.begin() + kSecondBlock + 16,
                              bytes.begin(), bytes.end());
    ExpectRefused(code, why);
    tables_.safepoints = saved;
  };
  refuse({12}, MapError::kStackArgs,
         "reference in stack argument 0: offset 12 is not a multiple of 8");
  refuse({72, 72}, MapError::kStackArgs,
         "reference in stack argument 1: offset 72 is not");
  refuse({72, 96, 8}, MapError::kStackArgs, "stack argument 2: offset 8");
  refuse({0, 8, 40}, MapError::kTwoMeanings, "stack argument at offset");
}

TEST_F(RefusalTest, SafepointsOfUnknownFunction) {
  PatchSafepoints<int32_t>(0, 0x10001 - 0x50000);
  ExpectRefused(MapError::kUnknownFunction, "function at 0x10001");
}

TEST_F(RefusalTest, TwoBlocksForOneFunction) {
  const std::vector<uint8_t> first(tables_.safepoints.begin(),
                                   tables_.safepoints.begin() + kSecondBlock);
  const size_t at = tables_.safepoints.size();
  tables_.safepoints.insert(tables_.safepoints.end(), first.begin(),
                            first.end());
  PatchSafepoints<int32_t>(at, static_cast<int32_t>(0x10000 - 0x50000 - at));
  ExpectRefused(MapError::kDuplicate,
                "function at 0x10000 has another block at 0x50000");
}

TEST_F(RefusalTest, NumberOfHomesDiffers) {
  PatchSafepoints<uint16_t>(6, 4);
  ExpectRefused(MapError::kNumHomes, "has 3 homes in its frame record, 4 here");
}

TEST_F(RefusalTest, NumberOfHomesDiffersBy65536) {
  PatchExt<uint32_t>(12, 8 * 70000);
  PatchExt<uint32_t>(20, 65536 + 2);
  ExpectRefused(MapError::kNumHomes, "has 65538 homes");
}

TEST_F(RefusalTest, BlockMissing) {
  tables_.safepoints.resize(kSecondBlock);
  ExpectRefused(MapError::kNoSafepoints,
                "pagurus_frames_ext: record 0 at 0x40000: function at 0x10100 "
                "has 2 homes and no block");
}

TEST_F(RefusalTest, SafepointOutsideFunction) {
  PatchSafepoints<uint8_t>(19, 0x7e);  // third delta: 0x3a + 0x3f = 0x79
  ExpectRefused(MapError::kSafepointRange,
                "safepoint 2: return address 0x10079 is outside");
}

TEST_F(RefusalTest, TwoSafepointsAtOneAddress) {
  PatchSafepoints<uint8_t>(18, 1);  // delta 0, same
  ExpectRefused(MapError::kSafepointOrder, "safepoint 1 of 3");
}

TEST_F(RefusalTest, FirstSafepointRepeats) {
  PatchSafepoints<uint8_t>(16, 0x49);
  ExpectRefused(MapError::kFirstSame, "safepoint 0 of 3");
}

TEST_F(RefusalTest, BitsOfHomesThatDoNotExist) {
  PatchSafepoints<uint8_t>(17, 0x0d);
  ExpectRefused(MapError::kUnusedBits, "safepoint 0 of 3");
}

TEST_F(RefusalTest, UlebTooLong) {
  tables_.safepoints[16] = 0xc8;
  tables_.safepoints.insert(tables_.safepoints.begin() + 17,
                            {0x80, 0x80, 0x80, 0x80, 0x00});
  ExpectRefused(MapError::kUleb, "safepoint 0 of 3: ULEB128 overflow");
}

TEST_F(RefusalTest, UlebTooLarge) {
  tables_.safepoints[16] = 0xc8;
  tables_.safepoints.insert(tables_.safepoints.begin() + 17,
                            {0x80, 0x80, 0x80, 0x20});  // bit 33
  ExpectRefused(MapError::kUleb, "safepoint 0 of 3: ULEB128 overflow");
}

TEST_F(RefusalTest, TextWithoutRecords) {
  tables_ = Tables();
  ExpectRefused(MapError::kNoRecords,
                "65536 bytes of managed text and no record");
}

TEST_F(RefusalTest, FramesWithoutText) {
  module_.text_begin = module_.text_end = 0;
  ExpectRefused(MapError::kOutsideText, "record 0 at 0x30000");
  tables_.frames.clear();
  ExpectRefused(MapError::kOutsideText, "record 0 at 0x40000");
}

}  // namespace
}  // namespace pagurus
