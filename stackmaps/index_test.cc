#include "stackmaps/index.h"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stackmaps/test_tables.h"

namespace pagurus {
namespace {

using ::testing::HasSubstr;

// Registers a module for the length of a scope.
class Registered {
 public:
  explicit Registered(const TestModule& module)
      : begin_(module.text_begin), tables_(module.Build()) {
    ErrorInfo error;
    EXPECT_TRUE(RegisterModule(module.Sections(tables_), &error))
        << error.message;
  }
  ~Registered() {
    ErrorInfo error;
    EXPECT_TRUE(UnregisterModule(begin_, &error)) << error.message;
  }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;

 private:
  const uintptr_t begin_;
  const Tables tables_;
};

TEST(IndexTest, FindsEveryByteOfRandomModules) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 40; ++round) {
    TestModule module = RandomModule(&random, 1 + random() % 50);
    const Registered registered(module);
    const std::vector<FunctionMap> sorted = AsRead(module.functions);
    auto next = sorted.begin();
    for (uint64_t pc = module.text_begin - 70; pc < module.text_end + 70;
         ++pc) {
      while (next != sorted.end() && pc >= next->begin + next->size) ++next;
      const FuncInfo* f = FindFunc(pc);
      if (next == sorted.end() || pc < next->begin) {
        ASSERT_EQ(f, nullptr) << std::hex << pc;
        continue;
      }
      ASSERT_NE(f, nullptr) << std::hex << pc;
      ASSERT_EQ(f->begin, next->begin);
      ASSERT_EQ(f->size, next->size);
      ASSERT_EQ(f->frame_size, next->frame_size);
      ASSERT_EQ(f->homes_offset, next->homes_offset);
      ASSERT_EQ(f->nhomes, next->nhomes);
      ASSERT_EQ(f->entry_regs, next->entry_regs);
      ASSERT_EQ((f->flags & kFuncTop) != 0, next->top);
      ASSERT_EQ(
          std::vector<uint32_t>(f->stack_args, f->stack_args + f->n_stack_args),
          next->stack_args);
    }
  }
}

TEST(IndexTest, FunctionsOfOneByte) {
  TestModule module;
  module.text_end = module.text_begin + 200;
  for (uint64_t i = 0; i < 200; ++i) {
    FunctionMap f;
    f.begin = module.text_begin + i;
    f.size = 1;
    module.functions.push_back(f);
  }
  const Registered registered(module);
  for (uint64_t i = 0; i < 200; ++i) {
    const FuncInfo* f = FindFunc(module.text_begin + i);
    ASSERT_NE(f, nullptr);
    EXPECT_EQ(f->begin, module.text_begin + i);
  }
}

TEST(IndexTest, CallerOfLastInstruction) {
  TestModule module;
  module.functions = {SmallFunction(0x10000), SmallFunction(0x10070)};
  const Registered registered(module);
  EXPECT_EQ(FindFunc(0x10070)->begin, 0x10070u);
  EXPECT_EQ(FindCaller(0x10070)->begin, 0x10000u);
  EXPECT_EQ(FindCaller(0x100e0)->begin, 0x10070u);
  EXPECT_EQ(FindFunc(0x100e0), nullptr);
}

// Every address of every function: what FindSafepoint says is what was built,
// with marks and without.
TEST(IndexTest, FindsEverySafepointOfRandomModules) {
  std::mt19937_64 random(11);
  bool long_block = false;
  for (int round = 0; round < 20; ++round) {
    TestModule module = RandomModule(&random, 1 + random() % 20);
    const Registered registered(module);
    for (const FunctionMap& f : module.functions) {
      const FuncInfo* info = FindFunc(f.begin);
      ASSERT_NE(info, nullptr);
      EXPECT_EQ(
          info->holds_references(),
          f.unmapped_refs || f.nrefs + f.entry_refs + f.stack_refs.size() != 0);
      EXPECT_EQ(info->nrefs, f.nrefs);
      EXPECT_EQ(info->entry_refs, f.entry_refs);
      ASSERT_EQ(info->n_stack_refs, f.stack_refs.size());
      for (uint32_t i = 0; i < info->n_stack_refs; ++i) {
        EXPECT_EQ(info->StackRef(i), f.stack_refs[i]);
      }
      FuncInfo unmarked = *info;
      unmarked.marks = nullptr;
      long_block |= info->marks != nullptr;
      EXPECT_EQ(info->marks != nullptr,
                f.safepoints.size() > kSafepointsPerMark);
      auto next = f.safepoints.begin();
      for (uint64_t at = 0; at <= f.size + 9; ++at) {
        const uint8_t* bits = FindSafepoint(info, f.begin + at);
        ASSERT_EQ(bits, FindSafepoint(&unmarked, f.begin + at));
        if (next == f.safepoints.end() || next->return_offset != at) {
          ASSERT_EQ(bits, nullptr);
          continue;
        }
        ASSERT_NE(bits, nullptr);
        for (uint32_t i = 0; i < f.nhomes; ++i) {
          ASSERT_EQ(SafepointBit(bits, i), next->live[i]);
        }
        for (uint32_t i = 0; i < f.nrefs; ++i) {
          ASSERT_EQ(SafepointBit(bits, f.nhomes + i), next->refs[i]);
        }
        ++next;
      }
      EXPECT_EQ(next, f.safepoints.end());
    }
  }
  EXPECT_TRUE(long_block);
}

TEST(IndexTest, LiveHomes) {
  TestModule module;
  FunctionMap wide;
  wide.begin = 0x10100;
  wide.size = 0x100;
  wide.nhomes = 130;
  wide.frame_size = 131 * 8;
  std::vector<bool> live(130);
  live[0] = live[64] = live[129] = true;
  wide.safepoints = {{0x30, live, {}}};
  FunctionMap plain;
  plain.begin = 0x10080;
  plain.size = 0x20;
  module.functions = {SmallFunction(0x10000), plain, wide};
  const Registered registered(module);

  uint64_t bits[4];
  const FuncInfo* f = FindFunc(0x10000);
  ASSERT_TRUE(LiveHomes(f, 0x10024, bits, 4));
  EXPECT_EQ(bits[0], 0b101u);
  EXPECT_EQ(bits[3], 0u);
  ASSERT_TRUE(LiveHomes(f, 0x1003a, bits, 1));
  EXPECT_EQ(bits[0], 0b101u);
  ASSERT_TRUE(LiveHomes(f, 0x1006c, bits, 1));
  EXPECT_EQ(bits[0], 0b010u);
  EXPECT_FALSE(LiveHomes(f, 0x10025, bits, 1));
  EXPECT_FALSE(LiveHomes(f, 0x1006c, bits, 0));

  f = FindFunc(0x10100);
  ASSERT_TRUE(LiveHomes(f, 0x10130, bits, 3));
  EXPECT_EQ(bits[0], 1u);
  EXPECT_EQ(bits[1], 1u);
  EXPECT_EQ(bits[2], 2u);
  EXPECT_FALSE(LiveHomes(f, 0x10130, bits, 2));

  EXPECT_FALSE(LiveHomes(FindFunc(0x10080), 0x10088, bits, 4));
}

TEST(IndexTest, SeveralModulesComeAndGo) {
  std::vector<TestModule> modules;
  for (uint64_t i = 0; i < 5; ++i) {
    TestModule module;
    module.text_begin = 0x100000 * (i + 1);
    module.text_end = module.text_begin + 0x1000;
    module.functions = {SmallFunction(module.text_begin + 0x100)};
    modules.push_back(module);
  }
  const Registered first(modules[0]);
  {
    const Registered second(modules[1]);
    const Registered third(modules[2]);
    EXPECT_NE(FindFunc(0x100100), nullptr);
    EXPECT_NE(FindFunc(0x200100), nullptr);
    EXPECT_NE(FindFunc(0x300100), nullptr);
    EXPECT_EQ(FindFunc(0x300000), nullptr);
  }
  EXPECT_NE(FindFunc(0x100100), nullptr);
  EXPECT_EQ(FindFunc(0x200100), nullptr);
  EXPECT_EQ(FindFunc(0x300100), nullptr);
  const Registered fourth(modules[3]);
  EXPECT_NE(FindFunc(0x400100), nullptr);
}

TEST(IndexTest, RefusesOverlappingModules) {
  TestModule module;
  module.functions = {SmallFunction(0x10000)};
  const Registered registered(module);
  TestModule other = module;
  const Tables tables = other.Build();
  for (auto [begin, end] : {std::pair<uint64_t, uint64_t>{0x10000, 0x20000},
                            {0x8000, 0x10001},
                            {0x1ffff, 0x30000},
                            {0x12000, 0x12001},
                            {0x8000, 0x30000}}) {
    other.text_begin = begin;
    other.text_end = end;
    ErrorInfo error;
    EXPECT_FALSE(RegisterModule(other.Sections(tables), &error));
    EXPECT_EQ(error.code, MapError::kModuleOverlap);
    EXPECT_THAT(error.message, HasSubstr("registered module at 0x10000"));
  }
  EXPECT_NE(FindFunc(0x10000), nullptr);
}

TEST(IndexTest, RefusesMoreModulesThanSlots) {
  ErrorInfo error;
  std::vector<Tables> tables;
  for (size_t i = 0; i <= kMaxModules; ++i) {
    TestModule module;
    module.text_begin = 0x10000 * (i + 1);
    module.text_end = module.text_begin + 0x10000;
    module.functions = {SmallFunction(module.text_begin)};
    tables.push_back(module.Build());
    ASSERT_EQ(RegisterModule(module.Sections(tables.back()), &error),
              i < kMaxModules)
        << error.message;
  }
  EXPECT_EQ(error.code, MapError::kTooMany);
  for (size_t i = 0; i < kMaxModules; ++i) {
    EXPECT_TRUE(UnregisterModule(0x10000 * (i + 1), &error)) << error.message;
  }
}

TEST(IndexTest, UnregisterUnknown) {
  ErrorInfo error;
  EXPECT_FALSE(UnregisterModule(0x123000, &error));
  EXPECT_EQ(error.code, MapError::kNotRegistered);
  EXPECT_THAT(error.message, HasSubstr("0x123000"));
}

TEST(IndexTest, ModuleWithoutText) {
  ErrorInfo error;
  EXPECT_TRUE(RegisterModule(ModuleSections(), &error)) << error.message;
  EXPECT_EQ(FindFunc(0), nullptr);
}

// I7: what freestanding_test proves for the symbols, seen at run time.
TEST(IndexTest, I7LookupDoesNotAllocate) {
  TestModule module;
  module.functions = {SmallFunction(0x10000)};
  const Registered registered(module);
  const struct mallinfo2 before = mallinfo2();
  uint64_t bits[1];
  for (int i = 0; i < 1000; ++i) {
    const FuncInfo* f = FindCaller(0x10024);
    ASSERT_TRUE(LiveHomes(f, 0x10024, bits, 1));
  }
  const struct mallinfo2 after = mallinfo2();
  EXPECT_EQ(before.uordblks, after.uordblks);
  EXPECT_EQ(before.hblkhd, after.hblkhd);
}

// I7: look-ups neither wait for a registration nor see half of one.
TEST(IndexTest, I7LookupsDuringRegistration) {
  TestModule stable;
  stable.functions = {SmallFunction(0x10000)};
  TestModule changing;
  changing.text_begin = 0x100000;
  changing.text_end = 0x110000;
  changing.functions = {SmallFunction(0x100000)};
  const Tables tables = changing.Build();
  // The changing module gets the slot in front, so that every look-up of the
  // stable one passes it.
  ErrorInfo error;
  ASSERT_TRUE(RegisterModule(changing.Sections(tables), &error));
  const Registered registered(stable);

  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::thread reader([&] {
    while (!done.load()) {
      const FuncInfo* f = FindFunc(0x10010);
      if (f == nullptr || f->begin != 0x10000) ++wrong;
    }
  });
  for (int i = 0; i < 2000; ++i) {
    ASSERT_TRUE(UnregisterModule(0x100000, &error)) << error.message;
    ASSERT_TRUE(RegisterModule(changing.Sections(tables), &error))
        << error.message;
  }
  done = true;
  reader.join();
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_TRUE(UnregisterModule(0x100000, &error));
}

}  // namespace
}  // namespace pagurus
