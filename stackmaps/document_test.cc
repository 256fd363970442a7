// The example of docs/stackmap-format.md, byte by byte.
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "stackmaps/format.h"
#include "stackmaps/reader.h"
#include "stackmaps/test_tables.h"

namespace pagurus {
namespace {

using Bytes = std::vector<uint8_t>;

// The contents of the document's ```hex blocks; '#' starts a comment.
std::vector<Bytes> HexBlocks(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file.is_open()) << path;
  std::vector<Bytes> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line == "```hex") {
      inside = true;
      blocks.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      std::istringstream words(line.substr(0, line.find('#')));
      for (std::string word; words >> word;) {
        EXPECT_EQ(word.size(), 2u) << line;
        blocks.back().push_back(
            static_cast<uint8_t>(std::strtoul(word.c_str(), nullptr, 16)));
      }
    }
  }
  return blocks;
}

TestModule ExampleModule() {
  TestModule module;
  module.text_begin = 0x1000;
  module.text_end = 0x10bb;
  module.addresses = {0x2000, 0x2008, 0x2050};
  FunctionMap sum;
  sum.begin = 0x1000;
  sum.size = 112;
  sum.frame_size = 40;
  sum.homes_offset = 8;
  sum.nhomes = 3;
  sum.entry_regs = kEntryRdi | kEntryRsi;
  sum.safepoints = {{0x24, {true, false, true}, {}},
                    {0x3a, {true, false, true}, {}},
                    {0x6c, {false, true, false}, {}}};
  FunctionMap first;
  first.begin = 0x1070;
  first.size = 32;
  first.top = true;
  FunctionMap many;
  many.begin = 0x1090;
  many.size = 43;
  many.frame_size = 24;
  many.homes_offset = 8;
  many.nrefs = 2;
  many.entry_regs = kEntryRdi;
  many.entry_refs = kEntryRsi;
  many.stack_args = {0, 16};
  many.stack_refs = {8};
  many.safepoints = {{0x20, {}, {true, true}}, {0x28, {}, {false, true}}};
  module.functions = {sum, first, many};
  return module;
}

TEST(DocumentTest, ExampleIsWhatTheBuilderWrites) {
  const std::vector<Bytes> blocks = HexBlocks("docs/stackmap-format.md");
  ASSERT_EQ(blocks.size(), 3u);
  const Tables tables = ExampleModule().Build();
  const auto* ext = reinterpret_cast<const uint8_t*>(tables.ext.data());
  EXPECT_EQ(blocks[0], tables.frames);
  EXPECT_EQ(blocks[1], Bytes(ext, ext + tables.ext.size() * 8));
  EXPECT_EQ(blocks[2], tables.safepoints);
}

TEST(DocumentTest, ExampleReadsAsTheTableSays) {
  const std::vector<Bytes> blocks = HexBlocks("docs/stackmap-format.md");
  ASSERT_EQ(blocks.size(), 3u);
  const TestModule module = ExampleModule();
  ModuleSections sections;
  sections.text_begin = module.text_begin;
  sections.text_end = module.text_end;
  sections.frames = {blocks[0].data(), blocks[0].size(), 0x2000};
  sections.ext = {blocks[1].data(), blocks[1].size(), 0x2008};
  sections.safepoints = {blocks[2].data(), blocks[2].size(), 0x2050};
  const auto read = ReadMaps(sections);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, AsRead(module.functions));
}

}  // namespace
}  // namespace pagurus
