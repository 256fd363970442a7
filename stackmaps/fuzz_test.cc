// Deterministic mutation fuzzing of the decoder through both of its users.
// Whatever the bytes: no crash (run it under --config=asan), reader and index
// agree, and what is accepted is consistent: functions disjoint, inside the
// text, homes in the frame, safepoints in order.
#include <algorithm>
#include <cstring>

#include "gtest/gtest.h"
#include "stackmaps/index.h"
#include "stackmaps/reader.h"
#include "stackmaps/test_tables.h"

namespace pagurus {
namespace {

using Bytes = std::vector<uint8_t>;

class Mutator {
 public:
  explicit Mutator(uint64_t seed) : random_(seed) {}

  uint64_t Pick(uint64_t below) { return random_() % below; }
  std::mt19937_64* random() { return &random_; }

  void Mutate(Bytes* bytes) {
    if (bytes->empty()) {
      if (Pick(4) == 0) bytes->resize(1 + Pick(40), uint8_t(Pick(256)));
      return;
    }
    const size_t at = Pick(bytes->size());
    switch (Pick(8)) {
      case 0:
        (*bytes)[at] ^= 1u << Pick(8);
        break;
      case 1:
        (*bytes)[at] = static_cast<uint8_t>(Pick(256));
        break;
      case 2:
        Store(bytes, at, Interesting());
        break;
      case 3:
        bytes->resize(at);
        break;
      case 4:
        bytes->erase(bytes->begin() + at,
                     bytes->begin() + at + 1 + Pick(bytes->size() - at));
        break;
      case 5: {  // a piece of it again somewhere else
        const size_t n = 1 + Pick(std::min<size_t>(bytes->size() - at, 40));
        const Bytes piece(bytes->begin() + at, bytes->begin() + at + n);
        bytes->insert(bytes->begin() + Pick(bytes->size() + 1), piece.begin(),
                      piece.end());
        break;
      }
      case 6: {  // a small change of a small number: offsets, sizes, counts
        uint32_t value = 0;
        const size_t n = std::min<size_t>(bytes->size() - at, 4);
        std::memcpy(&value, bytes->data() + at, n);
        value += static_cast<uint32_t>(Pick(33)) - 16;
        std::memcpy(bytes->data() + at, &value, n);
        break;
      }
      case 7: {  // two frame records change places
        constexpr size_t kSize = sizeof(FrameRecord);
        if (bytes->size() < 2 * kSize) break;
        const size_t a = kSize * Pick(bytes->size() / kSize);
        const size_t b = kSize * Pick(bytes->size() / kSize);
        if (a != b) {
          std::swap_ranges(bytes->begin() + a, bytes->begin() + a + kSize,
                           bytes->begin() + b);
        }
        break;
      }
    }
  }

 private:
  uint32_t Interesting() {
    static constexpr uint32_t kValues[] = {
        0,          1,          0x7f,       0x80,       0xff,     0x7fff,
        0x8000,     0xffff,     0x10000,    0x7fffffff, 1u << 31, 0xfffffff8,
        0xffffffff, 0x1fffffff, 0x20000000, 0x3fffffff};
    return kValues[Pick(std::size(kValues))];
  }

  static void Store(Bytes* bytes, size_t at, uint32_t value) {
    std::memcpy(bytes->data() + at, &value,
                std::min<size_t>(bytes->size() - at, sizeof value));
  }

  std::mt19937_64 random_;
};

// The mutated bytes of a module in buffers of exactly their size, so that
// AddressSanitizer sees a read past the end.
struct RawModule {
  ModuleSections sections;
  Bytes frames, ext, safepoints;

  explicit RawModule(const TestModule& module) {
    const Tables tables = module.Build();
    sections = module.Sections(tables);
    frames = tables.frames;
    ext.assign(sections.ext.data, sections.ext.data + sections.ext.size);
    safepoints = tables.safepoints;
  }

  ModuleSections Sections() {
    for (Bytes* bytes : {&frames, &ext, &safepoints}) bytes->shrink_to_fit();
    ModuleSections s = sections;
    s.frames.data = frames.data();
    s.frames.size = frames.size();
    s.ext.data = ext.data();
    s.ext.size = ext.size();
    s.safepoints.data = safepoints.data();
    s.safepoints.size = safepoints.size();
    return s;
  }
};

void CheckAccepted(const ModuleSections& s,
                   const std::vector<FunctionMap>& functions) {
  uint64_t end = s.text_begin;
  for (const FunctionMap& f : functions) {
    ASSERT_GE(f.begin, end) << "overlap";
    ASSERT_GT(f.size, 0u);
    end = f.begin + f.size;
    ASSERT_LE(end, s.text_end);
    ASSERT_LE(f.homes_offset + (uint64_t{f.nhomes} + f.nrefs) * 8,
              f.frame_size);
    uint32_t previous = 0;
    for (const Safepoint& p : f.safepoints) {
      ASSERT_GT(p.return_offset, previous);
      ASSERT_LE(p.return_offset, f.size);
      ASSERT_EQ(p.live.size(), f.nhomes);
      ASSERT_EQ(p.refs.size(), f.nrefs);
      previous = p.return_offset;
    }
  }
}

void CheckIndex(const ModuleSections& s,
                const std::vector<FunctionMap>& functions) {
  std::vector<uint64_t> bits;
  for (const FunctionMap& f : functions) {
    const FuncInfo* first = FindFunc(f.begin);
    ASSERT_NE(first, nullptr);
    ASSERT_EQ(first->begin, f.begin);
    ASSERT_EQ(FindFunc(f.begin + f.size - 1), first);
    ASSERT_EQ(first->frame_size, f.frame_size);
    bits.assign((f.nhomes + 63) / 64 + 1, ~uint64_t{0});
    for (const Safepoint& p : f.safepoints) {
      ASSERT_TRUE(LiveHomes(first, f.begin + p.return_offset, bits.data(),
                            static_cast<unsigned>(bits.size())));
      for (uint32_t i = 0; i < f.nhomes; ++i) {
        ASSERT_EQ((bits[i / 64] >> (i % 64) & 1) != 0, p.live[i]);
      }
      const uint8_t* found = FindSafepoint(first, f.begin + p.return_offset);
      ASSERT_NE(found, nullptr);
      for (uint32_t i = 0; i < f.nrefs; ++i) {
        ASSERT_EQ(SafepointBit(found, f.nhomes + i), p.refs[i]);
      }
    }
  }
  FindFunc(s.text_begin - 1);
  FindFunc(s.text_end);
}

// Returns whether the module was accepted.
bool Try(RawModule* raw) {
  const ModuleSections s = raw->Sections();
  const auto read = ReadMaps(s);
  ErrorInfo error;
  const bool registered = RegisterModule(s, &error);
  EXPECT_EQ(registered, read.ok()) << error.message << read.status();
  if (!registered) {
    EXPECT_NE(error.code, MapError::kNone);
    EXPECT_EQ(read.status().message(), error.message);
    return false;
  }
  if (read.ok()) {
    CheckAccepted(s, *read);
    CheckIndex(s, *read);
  }
  EXPECT_TRUE(UnregisterModule(s.text_begin, &error));
  return true;
}

TEST(FuzzTest, MutatedTables) {
  Mutator mutator(0x5eed);
  int accepted = 0, refused = 0;
  for (int module = 0; module < 60 && !testing::Test::HasFailure(); ++module) {
    const RawModule original(
        RandomModule(mutator.random(), 1 + mutator.Pick(12)));
    for (int round = 0; round < 250 && !testing::Test::HasFailure(); ++round) {
      RawModule raw = original;
      for (uint64_t n = 1 + mutator.Pick(4); n != 0; --n) {
        Bytes* choices[] = {&raw.frames, &raw.ext, &raw.safepoints};
        mutator.Mutate(choices[mutator.Pick(3)]);
      }
      if (mutator.Pick(16) == 0) raw.sections.text_end -= mutator.Pick(100);
      if (mutator.Pick(32) == 0) raw.sections.frames.address += mutator.Pick(9);
      ++(Try(&raw) ? accepted : refused);
    }
  }
  // Both outcomes must be common or the mutations prove little.
  EXPECT_GT(accepted, 500);
  EXPECT_GT(refused, 5000);
}

TEST(FuzzTest, EveryTruncation) {
  std::mt19937_64 random(99);
  // All with homes: a function cut off leaves a block without a function.
  TestModule module = RandomModule(&random, 40);
  std::erase_if(module.functions,
                [](const FunctionMap& f) { return f.nhomes == 0; });
  const RawModule original(module);
  for (auto section :
       {&RawModule::frames, &RawModule::ext, &RawModule::safepoints}) {
    for (size_t size = 0; size < (original.*section).size(); ++size) {
      RawModule raw = original;
      (raw.*section).resize(size);
      EXPECT_FALSE(Try(&raw)) << size;
    }
  }
}

TEST(FuzzTest, SplicedSectionsOfTwoModules) {
  Mutator mutator(31337);
  for (int round = 0; round < 400; ++round) {
    const RawModule a(RandomModule(mutator.random(), 1 + mutator.Pick(8)));
    const RawModule b(RandomModule(mutator.random(), 1 + mutator.Pick(8)));
    RawModule raw = a;
    const size_t whole = mutator.Pick(3);
    if (whole == 0) raw.frames = b.frames;
    if (whole == 1) raw.ext = b.ext;
    if (whole == 2) raw.safepoints = b.safepoints;
    Bytes* tail[] = {&raw.frames, &raw.ext, &raw.safepoints};
    const Bytes* more[] = {&b.frames, &b.ext, &b.safepoints};
    const size_t i = mutator.Pick(3);
    tail[i]->insert(tail[i]->end(), more[i]->begin(), more[i]->end());
    Try(&raw);
  }
}

TEST(FuzzTest, RandomBytes) {
  Mutator mutator(4711);
  TestModule base;
  base.functions = {SmallFunction(base.text_begin)};
  for (int round = 0; round < 5000; ++round) {
    RawModule raw(base);
    for (Bytes* bytes : {&raw.frames, &raw.ext, &raw.safepoints}) {
      bytes->resize(mutator.Pick(80));
      for (uint8_t& byte : *bytes) byte = uint8_t(mutator.Pick(256));
    }
    if (mutator.Pick(2) == 0) {
      raw.frames.resize(raw.frames.size() / sizeof(FrameRecord) *
                        sizeof(FrameRecord));
    }
    Try(&raw);
  }
}

}  // namespace
}  // namespace pagurus
