#include "stackmaps/dump.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stackmaps/elf_maps.h"

namespace pagurus {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// testdata/sample.S, assembled.
std::string SampleObject() {
  const char* path = std::getenv("SAMPLE_OBJECT");
  return path == nullptr ? "" : ReadFile(path);
}

std::string Dump(const std::string& contents, const DumpOptions& options) {
  const auto maps = LoadElfMaps(contents);
  if (!maps.ok()) return maps.status().ToString();
  const auto text = DumpMaps(*maps, options);
  return text.ok() ? *text : text.status().ToString();
}

TEST(DumpTest, ObjectFile) {
  EXPECT_EQ(Dump(SampleObject(), {.safepoints = true}),
            R"(object file: addresses are made up, not the linker's
   address    code   frame  homes       entry         stack args      flags  function
    0x1000     112      40  3@SP+8      rdi,rsi       -               -      sample_sum
        0x1024  +0x24  live: 0 2
        0x103a  +0x3a  live: 0 2
        0x106c  +0x6c  live: 1
    0x1070      32       0  -           -             -               top    sample_first
    0x1090      43      24  -           rdi           CFA+0,CFA+16    -      sample_many
    0x10c0      30      24  1@SP+16     rdx           -               -      sample_inline
        0x10de  +0x1e  live: 0
summary: 4 functions, 4 safepoints, 222 bytes of managed text; frames 16 bytes (7.21 %), frames_ext 72 bytes (32.43 %), safepoints 39 bytes (17.57 %)
)");
}

TEST(DumpTest, WithoutSafepoints) {
  const std::string text = Dump(SampleObject(), {});
  EXPECT_THAT(text, HasSubstr("sample_sum\n"));
  EXPECT_THAT(text, Not(HasSubstr("live:")));
}

TEST(DumpTest, SummaryOnly) {
  EXPECT_THAT(Dump(SampleObject(), {.functions = false}),
              ::testing::StartsWith("summary: 4 functions, 4 safepoints"));
}

// I4: a function without a record is what a walk would die in.
TEST(DumpTest, I4NamesFunctionsWithoutRecord) {
  auto maps = LoadElfMaps(SampleObject());
  ASSERT_TRUE(maps.ok()) << maps.status();
  maps->names[0x10bb] = "forgotten";
  const auto text = DumpMaps(*maps, {});
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, HasSubstr("0x10bb has no frame record: forgotten\n"));
  EXPECT_THAT(*text, Not(HasSubstr("record: sample_sum")));
}

TEST(DumpTest, WrongMapsAreNamed) {
  auto maps = LoadElfMaps(SampleObject());
  ASSERT_TRUE(maps.ok()) << maps.status();
  maps->frames.bytes[7] |= 0x80;
  const auto text = DumpMaps(*maps, {});
  ASSERT_FALSE(text.ok());
  EXPECT_THAT(std::string(text.status().message()),
              HasSubstr("pagurus_frames: record 0 at 0x2000: reserved bit"));
}

TEST(ElfMapsTest, RefusesOtherFiles) {
  EXPECT_THAT(Dump("", {}), HasSubstr("not an ELF file"));
  EXPECT_THAT(Dump("#!/bin/sh\n", {}), HasSubstr("not an ELF file"));
  EXPECT_THAT(Dump("!<arch>\n", {}), HasSubstr("an archive"));
  std::string object = SampleObject();
  object[4] = 1;
  EXPECT_THAT(Dump(object, {}), HasSubstr("not a 64-bit little-endian"));
  object = SampleObject();
  object[18] = 183 - 256;  // e_machine: AArch64
  EXPECT_THAT(Dump(object, {}), HasSubstr("machine 183 is not x86-64"));
  object = SampleObject();
  object[16] = 4;  // e_type: core
  EXPECT_THAT(Dump(object, {}), HasSubstr("ELF type 4"));
}

TEST(ElfMapsTest, RefusesFileWithoutManagedCode) {
  std::string object = SampleObject();
  const std::string name("pagurus_text\0", 13);
  for (size_t at; (at = object.find(name)) != std::string::npos;) {
    object[at] = 'P';
  }
  EXPECT_THAT(Dump(object, {}), HasSubstr("no managed code"));
}

// Damaged files are refused or described, never read out of bounds: run it
// under --config=asan.
TEST(ElfMapsTest, SurvivesDamage) {
  const std::string original = SampleObject();
  std::mt19937_64 random(5);
  for (int round = 0; round < 4000; ++round) {
    std::string object = original;
    for (uint64_t n = 1 + random() % 3; n != 0; --n) {
      const size_t at = random() % object.size();
      if (random() % 2 == 0) {
        object[at] = static_cast<char>(random());
      } else {
        const uint32_t value = random() % 2 == 0
                                   ? static_cast<uint32_t>(random() % 64)
                                   : static_cast<uint32_t>(random());
        std::memcpy(&object[at], &value,
                    std::min(sizeof value, object.size() - at));
      }
    }
    if (random() % 8 == 0) object.resize(random() % object.size());
    EXPECT_FALSE(Dump(object, {.safepoints = true}).empty());
  }
}

}  // namespace
}  // namespace pagurus
