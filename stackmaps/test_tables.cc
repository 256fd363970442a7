#include "stackmaps/test_tables.h"

#include <algorithm>
#include <utility>

#include "gtest/gtest.h"
#include "stackmaps/format.h"

namespace pagurus {
namespace {

uint32_t Pick(std::mt19937_64* random, uint32_t below) {
  return static_cast<uint32_t>((*random)() % below);
}

// Safepoints of a function whose size and homes are known.
std::vector<Safepoint> RandomSafepoints(std::mt19937_64* random,
                                        const FunctionMap& f) {
  std::vector<Safepoint> safepoints;
  uint32_t at = 0;
  while (safepoints.size() < 40) {
    at += 1 + Pick(random, Pick(random, 8) == 0 ? 600 : 60);
    if (at > f.size) break;
    Safepoint s = {at, std::vector<bool>(f.nhomes), std::vector<bool>(f.nrefs)};
    if (!safepoints.empty() && Pick(random, 3) == 0) {
      s.live = safepoints.back().live;
      s.refs = safepoints.back().refs;
    } else {
      for (uint32_t i = 0; i < f.nhomes; ++i) s.live[i] = Pick(random, 2) != 0;
      for (uint32_t i = 0; i < f.nrefs; ++i) s.refs[i] = Pick(random, 2) != 0;
    }
    safepoints.push_back(std::move(s));
  }
  return safepoints;
}

FunctionMap RandomFunction(std::mt19937_64* random, uint64_t begin) {
  FunctionMap f;
  f.begin = begin;
  f.size = kCodeUnit * (1 + Pick(random, 60));
  if (Pick(random, 32) == 0) f.size = kCodeUnit * (2040 + Pick(random, 16));
  f.nhomes = Pick(random, 3) == 0 ? 0 : Pick(random, 12);
  if (Pick(random, 16) == 0) f.nhomes = 250 + Pick(random, 20);
  f.homes_offset = Pick(random, 20) * 8;
  f.nrefs = Pick(random, 2) == 0 ? 0 : Pick(random, 12);
  if (Pick(random, 16) == 0) f.nrefs = 250 + Pick(random, 20);
  f.frame_size =
      f.homes_offset + (f.nhomes + f.nrefs) * 8 + Pick(random, 10) * 8;
  if (Pick(random, 16) == 0) {
    f.frame_size = std::max(f.frame_size, 8 * (118 + Pick(random, 20)));
  }
  f.entry_regs = static_cast<uint8_t>(Pick(random, 64));
  if (f.nrefs != 0) {
    f.entry_refs = static_cast<uint8_t>(Pick(random, 64)) & ~f.entry_regs;
  }
  f.unmapped_refs = Pick(random, 8) == 0;
  f.top = Pick(random, 32) == 0;
  uint32_t offset = 0;
  while (Pick(random, 6) == 0) {
    (f.nrefs != 0 && Pick(random, 2) == 0 ? f.stack_refs : f.stack_args)
        .push_back(offset);
    offset += 8 * (1 + Pick(random, 4));
  }
  if (f.nhomes + f.nrefs != 0) f.safepoints = RandomSafepoints(random, f);
  return f;
}

}  // namespace

Tables TestModule::Build() const {
  MapBuilder builder;
  for (const FunctionMap& f : functions) {
    const absl::Status status = builder.Add(f);
    EXPECT_TRUE(status.ok()) << status;
  }
  absl::StatusOr<Tables> tables =
      builder.Build(text_begin, text_end, addresses);
  EXPECT_TRUE(tables.ok()) << tables.status();
  if (!tables.ok()) return Tables();
  EXPECT_EQ(tables->frames.size(), builder.sizes().frames);
  EXPECT_EQ(tables->ext.size() * 8, builder.sizes().ext);
  EXPECT_EQ(tables->safepoints.size(), builder.sizes().safepoints);
  return *std::move(tables);
}

FunctionMap SmallFunction(uint64_t begin) {
  FunctionMap f;
  f.begin = begin;
  f.size = 0x70;
  f.frame_size = 40;
  f.homes_offset = 8;
  f.nhomes = 3;
  f.entry_regs = kEntryRdi | kEntryR9;
  f.safepoints = {{0x24, {true, false, true}, {}},
                  {0x3a, {true, false, true}, {}},
                  {0x6c, {false, true, false}, {}}};
  return f;
}

TestModule RandomModule(std::mt19937_64* random, size_t count) {
  TestModule module;
  uint64_t at = module.text_begin;
  for (size_t i = 0; i < count; ++i) {
    at += Pick(random, 4) == 0 ? Pick(random, 300) : 0;
    module.functions.push_back(RandomFunction(random, at));
    at += module.functions.back().size;
  }
  module.text_end = at + Pick(random, 3);
  std::shuffle(module.functions.begin(), module.functions.end(), *random);
  module.addresses.frames = (at & ~uint64_t{7}) + 8 * Pick(random, 1000);
  module.addresses.ext = module.addresses.frames + 0x100000;
  module.addresses.safepoints = module.addresses.ext + 0x100000;
  return module;
}

std::vector<FunctionMap> AsRead(std::vector<FunctionMap> functions) {
  std::sort(functions.begin(), functions.end(),
            [](const FunctionMap& a, const FunctionMap& b) {
              return a.begin < b.begin;
            });
  for (FunctionMap& f : functions) {
    f.size_rounded = !f.top && f.stack_args.empty() && f.nhomes < 8 &&
                     f.frame_size < 128 * 8 && f.homes_offset < 16 * 8 &&
                     f.size <= 2047 * 16;
  }
  return functions;
}

}  // namespace pagurus
