#include "runtime/sync/memory.h"

#include <gtest/gtest.h>
#include <stdint.h>
#include <string.h>

#include <random>
#include <thread>
#include <vector>

namespace pagurus {
namespace {

struct Block {
  unsigned char* memory;
  size_t asked;
  size_t actual;
  unsigned char fill;
};

void Fill(const Block& b) { memset(b.memory, b.fill, b.actual); }
bool Intact(const Block& b) {
  for (size_t i = 0; i < b.actual; ++i) {
    if (b.memory[i] != b.fill) return false;
  }
  return true;
}

TEST(MemoryTest, BlocksAreAlignedWritableAndApart) {
  // Sizes around the classes' and the largest class's bounds.
  const size_t sizes[] = {0,    1,     127,   128,   129,   4096,
                          4097, 32767, 32768, 32769, 65536, 1000000};
  std::mt19937 random(1);
  std::vector<Block> blocks;
  for (int i = 0; i < 3000; ++i) {
    if (blocks.size() > 100 || (!blocks.empty() && random() % 3 == 0)) {
      const size_t k = random() % blocks.size();
      ASSERT_TRUE(Intact(blocks[k])) << blocks[k].asked;
      // Both ways to say how large it is.
      FreeMemory(blocks[k].memory,
                 i % 2 != 0 ? blocks[k].asked : blocks[k].actual);
      blocks[k] = blocks.back();
      blocks.pop_back();
      continue;
    }
    Block b{};
    b.asked = sizes[random() % std::size(sizes)];
    b.memory = static_cast<unsigned char*>(AllocMemory(b.asked, &b.actual));
    ASSERT_NE(b.memory, nullptr);
    ASSERT_GE(b.actual, b.asked);
    ASSERT_EQ(reinterpret_cast<uintptr_t>(b.memory) % kMemoryAlign, 0u);
    b.fill = static_cast<unsigned char>(i);
    Fill(b);
    blocks.push_back(b);
  }
  for (const Block& b : blocks) {
    ASSERT_TRUE(Intact(b)) << b.asked;
    FreeMemory(b.memory, b.asked);
  }
}

TEST(MemoryTest, WhatIsFreedIsUsedAgain) {
  void* first = AllocMemory(500, nullptr);
  FreeMemory(first, 500);
  // The class of 512.
  EXPECT_EQ(AllocMemory(300, nullptr), first);
  FreeMemory(first, 300);
}

TEST(MemoryTest, ThereIsNotAsMuchAsThat) {
  EXPECT_EQ(AllocMemory(SIZE_MAX, nullptr), nullptr);
  EXPECT_EQ(AllocMemory(SIZE_MAX - 4096, nullptr), nullptr);
  EXPECT_EQ(AllocMemory(SIZE_MAX / 4, nullptr), nullptr);
}

TEST(MemoryTest, ThreadsShareIt) {
  auto work = [](unsigned char fill) {
    for (int i = 0; i < 2000; ++i) {
      Block b{nullptr, size_t{100} << (i % 4), 0, fill};
      b.memory = static_cast<unsigned char*>(AllocMemory(b.asked, &b.actual));
      Fill(b);
      if (!Intact(b)) return false;
      FreeMemory(b.memory, b.asked);
    }
    return true;
  };
  bool ok[2] = {};
  std::thread one([&] { ok[0] = work(1); });
  std::thread two([&] { ok[1] = work(2); });
  one.join();
  two.join();
  EXPECT_TRUE(ok[0] && ok[1]);
}

}  // namespace
}  // namespace pagurus
