// Lines of real tables, in versions 4 and 5, and damaged ones.
#include "runtime/traceback/debug_line.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "runtime/traceback/elf_file.h"

namespace pagurus {
namespace {

std::string ToString(Bytes text) {
  return std::string(reinterpret_cast<const char*>(text.data), text.size);
}

LineSections SectionsOf(const ElfFile& file) {
  return {file.Section(".debug_line"), file.Section(".debug_line_str"),
          file.Section(".debug_str")};
}

// An executable of one source file with two functions, `first` at line 2 and
// `second` at line 5, and one in a header of another directory.
class DebugLineTest : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    directory_ = ::testing::TempDir() + "/lines_" + GetParam();
    const std::string source = directory_ + "/source.c";
    ASSERT_EQ(system(("mkdir -p " + directory_ + "/include").c_str()), 0);
    Write(directory_ + "/include/header.h",
          "\n\nstatic int third(int x) {\n  return x * 7;\n}\n");
    Write(source,
          "int first(int x) {\n"
          "  return x + 1;\n"
          "}\n"
          "#include \"header.h\"\n"
          "int second(int x) {\n"
          "  return first(x) - third(x);\n"
          "}\n"
          "int main(void) { return second(1); }\n");
    program_ = directory_ + "/program";
    const std::string command = "cd " + directory_ +
                                " && /usr/lib/llvm-19/bin/clang -O0 -no-pie " +
                                GetParam() + " -Iinclude source.c -o program";
    ASSERT_EQ(system(command.c_str()), 0);
  }

  static void Write(const std::string& path, const std::string& text) {
    FILE* file = fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    fwrite(text.data(), 1, text.size(), file);
    fclose(file);
  }

  // Where a function begins, by its symbol.
  static uint64_t AddressOf(const ElfFile& file, const std::string& name) {
    const Bytes symbols = file.SectionOfType(SHT_SYMTAB);
    const Bytes strings = file.LinkedSection(SHT_SYMTAB);
    const auto* s = reinterpret_cast<const Elf64_Sym*>(symbols.data);
    for (size_t i = 0; i < symbols.size / sizeof *s; ++i) {
      if (name == reinterpret_cast<const char*>(strings.data) + s[i].st_name) {
        return s[i].st_value;
      }
    }
    return 0;
  }

  std::string directory_, program_;
};

INSTANTIATE_TEST_SUITE_P(Versions, DebugLineTest,
                         ::testing::Values("-gdwarf-4", "-gdwarf-5", "-g1"),
                         [](const auto& info) {
                           std::string name = info.param + 1;
                           name.erase(
                               std::remove(name.begin(), name.end(), '-'),
                               name.end());
                           return name;
                         });

TEST_P(DebugLineTest, FindsFileAndLine) {
  ElfFile file(program_.c_str());
  const LineSections sections = SectionsOf(file);
  ASSERT_GT(sections.line.size, 0u);
  SourceLine line;
  ASSERT_TRUE(FindLine(sections, AddressOf(file, "first"), &line));
  EXPECT_EQ(ToString(line.file), "source.c");
  EXPECT_EQ(line.directory.size, 0u);
  EXPECT_EQ(line.line, 1u);
  ASSERT_TRUE(FindLine(sections, AddressOf(file, "second"), &line));
  EXPECT_EQ(ToString(line.file), "source.c");
  EXPECT_EQ(line.line, 5u);
  ASSERT_TRUE(FindLine(sections, AddressOf(file, "third"), &line));
  EXPECT_EQ(ToString(line.file), "header.h");
  EXPECT_NE(ToString(line.directory).find("include"), std::string::npos);
  EXPECT_EQ(line.line, 3u);
  // The bytes between functions belong to the one before.
  ASSERT_TRUE(FindLine(sections, AddressOf(file, "second") - 1, &line));
  EXPECT_EQ(ToString(line.file), "source.c");
  EXPECT_EQ(line.line, 2u);
}

TEST_P(DebugLineTest, NothingOutsideTheProgram) {
  ElfFile file(program_.c_str());
  SourceLine line;
  EXPECT_FALSE(FindLine(SectionsOf(file), 0, &line));
  EXPECT_FALSE(FindLine(SectionsOf(file), 1, &line));
  EXPECT_FALSE(FindLine(SectionsOf(file), ~uint64_t{0}, &line));
  // The C library's start code has no lines.
  EXPECT_FALSE(FindLine(SectionsOf(file), AddressOf(file, "_start"), &line));
  EXPECT_FALSE(FindLine(LineSections{}, AddressOf(file, "first"), &line));
}

// As large as its contents, so that AddressSanitizer sees a step beyond.
class Fenced {
 public:
  explicit Fenced(const std::vector<uint8_t>& bytes) : bytes_(bytes) {}
  Bytes bytes() const { return {bytes_.data(), bytes_.size()}; }

 private:
  const std::vector<uint8_t> bytes_;
};

std::vector<uint8_t> Copy(Bytes bytes) {
  return std::vector<uint8_t>(bytes.data, bytes.data + bytes.size);
}

void LookEverywhere(const LineSections& sections, uint64_t address) {
  SourceLine line;
  for (uint64_t at : {address, address + 5, uint64_t{0}, ~uint64_t{0}}) {
    if (!FindLine(sections, at, &line)) continue;
    // What it names can be read.
    size_t sum = 0;
    for (size_t i = 0; i < line.file.size; ++i) sum += line.file.data[i];
    for (size_t i = 0; i < line.directory.size; ++i) {
      sum += line.directory.data[i];
    }
    asm volatile("" ::"r"(sum));
  }
}

TEST_P(DebugLineTest, TruncatedTablesAreHarmless) {
  ElfFile file(program_.c_str());
  const LineSections whole = SectionsOf(file);
  const uint64_t address = AddressOf(file, "second");
  const std::vector<uint8_t> line = Copy(whole.line);
  for (size_t n = 0; n < line.size(); ++n) {
    const Fenced cut(std::vector<uint8_t>(line.begin(), line.begin() + n));
    LineSections sections = whole;
    sections.line = cut.bytes();
    LookEverywhere(sections, address);
    sections.line_str.size = n < whole.line_str.size ? n : 0;
    LookEverywhere(sections, address);
  }
}

TEST_P(DebugLineTest, DamagedTablesAreHarmless) {
  ElfFile file(program_.c_str());
  const LineSections whole = SectionsOf(file);
  const uint64_t address = AddressOf(file, "second");
  std::mt19937 random(17);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> line = Copy(whole.line);
    const int flips = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < flips; ++i) {
      uint8_t& byte = line[random() % line.size()];
      // Lengths and counts are most harmful when they are large.
      byte = random() % 3 == 0 ? 0xff : static_cast<uint8_t>(random());
    }
    const Fenced damaged(line);
    LineSections sections = whole;
    sections.line = damaged.bytes();
    LookEverywhere(sections, address);
  }
}

TEST_P(DebugLineTest, DamagedFilesAreHarmless) {
  ElfFile original(program_.c_str());
  FILE* in = fopen(program_.c_str(), "rb");
  std::vector<uint8_t> bytes(1 << 20);
  bytes.resize(fread(bytes.data(), 1, bytes.size(), in));
  fclose(in);
  const uint64_t address = AddressOf(original, "second");
  std::mt19937 random(18);
  const size_t headers = sizeof(Elf64_Ehdr);
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint8_t> damaged = bytes;
    if (round % 4 == 0) damaged.resize(random() % bytes.size());
    for (int i = 0; i < 4 && !damaged.empty(); ++i) {
      const size_t n = damaged.size();
      // In the file's header, or in the section headers, which are last.
      const size_t at = round % 2 == 0 || n < 4096
                            ? random() % std::min(n, headers)
                            : n - 1 - random() % 2500;
      damaged[at] = static_cast<uint8_t>(random());
    }
    ElfFile file(Bytes{damaged.data(), damaged.size()});
    LookEverywhere(SectionsOf(file), address);
    (void)file.SectionOfType(SHT_SYMTAB);
    (void)file.LinkedSection(SHT_SYMTAB);
  }
}

TEST(ElfFileTest, WhatIsNoFileHasNoSections) {
  for (const char* path :
       {"/nonexistent", "/proc", "/dev/null", "/etc/passwd"}) {
    ElfFile file(path);
    EXPECT_EQ(file.Section(".debug_line").data, nullptr) << path;
  }
}

}  // namespace
}  // namespace pagurus
