// The walk that corrects a copied stack, on stacks made up here: any number of
// functions, frames of any shape, in any order (I1, I3, I4).  What it does is
// compared with doing it the simple way.
#include "runtime/move_frames.h"

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "arch/context.h"
#include "gtest/gtest.h"
#include "runtime/m.h"
#include "stackmaps/builder.h"

namespace pagurus {
namespace {

constexpr uintptr_t kText = 0x400000;
constexpr uintptr_t kCode = 64;  // bytes of each function
constexpr TableAddresses kAddresses = {0x4000000, 0x5000000, 0x6000000};
constexpr size_t kWord = sizeof(uintptr_t);

// The functions that frames are of, registered; number 0 is the top function.
class Functions {
 public:
  explicit Functions(std::vector<FunctionMap> maps) : maps_(std::move(maps)) {
    MapBuilder builder;
    for (size_t i = 0; i < maps_.size(); ++i) {
      maps_[i].begin = kText + i * kCode;
      maps_[i].size = kCode;
      if (!builder.Add(maps_[i]).ok()) std::abort();
    }
    const uintptr_t end = kText + maps_.size() * kCode;
    auto tables = builder.Build(kText, end, kAddresses);
    if (!tables.ok()) std::abort();
    tables_ = *std::move(tables);
    ErrorInfo error;
    if (!RegisterModule(tables_.Sections(kText, end, kAddresses), &error)) {
      std::abort();
    }
  }
  ~Functions() {
    ErrorInfo error;
    UnregisterModule(kText, &error);
  }
  const FunctionMap& operator[](size_t i) const { return maps_[i]; }
  size_t size() const { return maps_.size(); }

 private:
  std::vector<FunctionMap> maps_;
  Tables tables_;
};

FunctionMap Top() {
  FunctionMap map;
  map.top = true;
  return map;
}

FunctionMap Frame(uint32_t words) {
  FunctionMap map;
  map.frame_size = words * kWord;
  return map;
}

// A frame of some size, homes at some place in it.
FunctionMap RandomFrame(std::mt19937* random) {
  auto below = [&](uint32_t n) { return (*random)() % n; };
  FunctionMap map = Frame(4 + below(below(20) == 0 ? 1500 : 40));
  const uint32_t words = map.frame_size / kWord;
  map.nhomes = below(std::min(words, 12u) + 1);
  map.homes_offset = below(words - map.nhomes + 1) * kWord;
  if (below(4) == 0) map.stack_args = {0, 3 * kWord};
  return map;
}

// The top function, one that it may call, and n others.
std::vector<FunctionMap> RandomFrames(size_t n, std::mt19937* random) {
  std::vector<FunctionMap> maps = {Top(), Frame(8)};
  while (maps.size() < 2 + n) maps.push_back(RandomFrame(random));
  return maps;
}

// Two stacks, of which the first has frames.
class Stacks {
 public:
  explicit Stacks(size_t words)
      : old_(words, kText), fresh_(words), sp_(end()) {
    // As where a goroutine begins: two words, and the top function's frame.
    sp_ -= kStackTopWords * kWord;
    pc_ = kText + 1;
  }

  // The frame of a function that the youngest one has called.
  void Call(const FunctionMap& map, std::mt19937* random) {
    Push(pc_);
    for (uint32_t i = 0; i < map.frame_size / kWord; ++i) {
      Push(RandomWord(random));
    }
    pc_ = map.begin + 5 + (*random)() % 3;
    frames_.push_back({map, sp_});
  }

  // As often as that, from the same place.
  void Repeat(const FunctionMap& map, size_t calls, std::mt19937* random) {
    for (size_t i = 0; i < calls; ++i) {
      Call(map, random);
      pc_ = map.begin + 5;
    }
  }

  // Frames of `calls` functions, in turn or at random.
  void Fill(const Functions& functions, size_t calls, bool in_turn,
            std::mt19937* random) {
    Call(functions[1], random);
    for (size_t i = 0; i < calls; ++i) {
      const size_t which = in_turn ? i : (*random)();
      const FunctionMap& map = functions[2 + which % (functions.size() - 2)];
      if (room() <= map.frame_size / kWord) return;
      Call(map, random);
    }
  }

  // Moves the frames, and compares with moving them the simple way.
  // `copied`: they are where they are to be already.
  void MoveAndCompare(bool copied) {
    const std::vector<uintptr_t> before = old_;
    std::fill(fresh_.begin(), fresh_.end(), 0);
    Copy copy = CopyOfThis();
    if (copied) {
      std::copy(&old_[Index(sp_)], &*old_.end(), &fresh_[Index(sp_)]);
      copy.SetDone();
    }
    const uintptr_t used = end() - sp_;
    Rewriter rewriter{sp_, used, delta()};
    const FrameCounts counts = Move(&copy, &rewriter);

    std::set<uintptr_t> words;
    uint64_t slots = 0;
    for (const auto& [map, sp] : frames_) {
      for (uint32_t i = 0; i < map.nhomes; ++i) {
        words.insert(sp + map.homes_offset + i * kWord);
      }
      for (uint32_t offset : map.stack_args) {
        words.insert(sp + map.frame_size + kWord + offset);
      }
      slots += map.nhomes + map.stack_args.size();
    }
    std::vector<uintptr_t> expected(fresh_.size());
    uint64_t rewritten = 0;
    for (uintptr_t at = sp_; at < end(); at += kWord) {
      uintptr_t value = old_[Index(at)];
      if (words.count(at) != 0 && value - sp_ < used) {
        value += delta();
        ++rewritten;
      }
      expected[Index(at)] = value;
    }
    EXPECT_EQ(counts.frames, frames_.size() + 1);
    EXPECT_EQ(counts.slots, slots);
    EXPECT_EQ(rewriter.rewritten, rewritten);
    EXPECT_TRUE(fresh_ == expected);
    EXPECT_TRUE(old_ == before);
  }

  void Move() {
    Copy copy = CopyOfThis();
    Rewriter rewriter{sp_, end() - sp_, delta()};
    Move(&copy, &rewriter);
  }

  // Where the youngest frame's function returns to.
  uintptr_t* youngest_return() {
    return &old_[Index(frames_.back().sp + frames_.back().map.frame_size)];
  }
  void set_pc(uintptr_t pc) { pc_ = pc; }

 private:
  struct Placed {
    FunctionMap map;
    uintptr_t sp;
  };

  Copy CopyOfThis() { return {sp_, end(), delta()}; }
  FrameCounts Move(Copy* copy, Rewriter* rewriter) {
    return MoveFrames(pag_tls.m->g0, pc_, sp_ + delta(), end() + delta(), copy,
                      rewriter);
  }

  uintptr_t delta() {
    return reinterpret_cast<uintptr_t>(fresh_.data()) - begin();
  }
  size_t room() { return (sp_ - begin()) / kWord; }
  uintptr_t begin() { return reinterpret_cast<uintptr_t>(old_.data()); }
  uintptr_t end() { return begin() + old_.size() * kWord; }
  size_t Index(uintptr_t at) { return (at - begin()) / kWord; }

  void Push(uintptr_t word) {
    sp_ -= kWord;
    old_.at(Index(sp_)) = word;
  }

  // Addresses in the used part, at its ends, beside it, and something else.
  uintptr_t RandomWord(std::mt19937* random) {
    const uintptr_t any = begin() + (*random)() % (old_.size() * kWord);
    const uintptr_t words[] = {any,   any,         begin(), end() - 1,
                               end(), begin() - 1, 0,       (*random)()};
    return words[(*random)() % 8];
  }

  std::vector<uintptr_t> old_, fresh_;
  std::vector<Placed> frames_;
  uintptr_t sp_;
  uintptr_t pc_;
};

class MoveFramesTest : public ::testing::Test {
 protected:
  void SetUp() override { AttachThread(); }
  std::mt19937 random_{7};
};

// Fewer functions than a walk remembers, as many, and more.
TEST_F(MoveFramesTest, AnyNumberOfFunctions) {
  for (const size_t n : {1, 2, 16, 64, 124, 125, 126, 127, 128, 255, 300}) {
    const Functions functions(RandomFrames(n, &random_));
    for (const bool in_turn : {true, false}) {
      Stacks stacks(size_t{1} << 17);
      stacks.Fill(functions, 2000, in_turn, &random_);
      stacks.MoveAndCompare(false);
    }
  }
}

// Stacks that are copied at once, and piece by piece with frames across the
// pieces' ends.
TEST_F(MoveFramesTest, AnyDepth) {
  for (int round = 0; round < 50; ++round) {
    const Functions functions(RandomFrames(1 + round % 7, &random_));
    Stacks stacks(size_t{1} << 15);
    stacks.Fill(functions, random_() % 400, round % 2 == 0, &random_);
    stacks.MoveAndCompare(false);
  }
}

// Functions that call themselves from one place, each some times, across the
// pieces' ends; with no home, one, or more, and with arguments on the stack.
TEST_F(MoveFramesTest, FramesThatRepeat) {
  std::vector<FunctionMap> maps = {Top(), Frame(8)};
  for (const uint32_t words : {0, 1, 6, 13}) {
    for (uint32_t homes = 0; homes <= std::min(words, 3u); ++homes) {
      for (const bool args : {false, true}) {
        maps.push_back(Frame(words));
        maps.back().nhomes = homes;
        maps.back().homes_offset = random_() % (words - homes + 1) * kWord;
        if (args) maps.back().stack_args = {kWord, 2 * kWord};
      }
    }
  }
  const Functions functions(maps);
  for (int round = 0; round < 100; ++round) {
    Stacks stacks(size_t{1} << 16);
    stacks.Call(functions[1], &random_);
    for (int runs = round % 10; runs >= 0; --runs) {
      const size_t which = 2 + random_() % (functions.size() - 2);
      stacks.Repeat(functions[which], random_() % 400, &random_);
    }
    stacks.MoveAndCompare(false);
  }
}

TEST_F(MoveFramesTest, FramesThatHaveBeenCopied) {
  for (const size_t calls : {0, 3, 1000}) {
    const Functions functions(RandomFrames(20, &random_));
    Stacks stacks(size_t{1} << 17);
    stacks.Fill(functions, calls, false, &random_);
    stacks.MoveAndCompare(true);
  }
}

// Arguments on the stack that lie in another piece than the frame.
TEST_F(MoveFramesTest, ArgumentsFarAboveTheFrame) {
  FunctionMap map = Frame(6);
  map.stack_args = {0, 5000 * kWord};
  const Functions functions({Top(), Frame(8), map, Frame(6000)});
  Stacks stacks(size_t{1} << 16);
  stacks.Call(functions[1], &random_);
  for (int i = 0; i < 5; ++i) {
    stacks.Call(functions[3], &random_);
    stacks.Call(functions[2], &random_);
  }
  stacks.MoveAndCompare(false);
}

// The oldest frame may end where a piece does: what is above it, which belongs
// to no frame, is copied all the same.
TEST_F(MoveFramesTest, LargeFrameAtTheTop) {
  const Functions functions({Top(), Frame(6000)});
  for (size_t more = 0; more < 512; ++more) {
    Stacks stacks(8192 + more);
    stacks.Call(functions[1], &random_);
    stacks.MoveAndCompare(false);
  }
}

// What a walk says that cannot go on.
class MoveFramesDeathTest : public MoveFramesTest {
 protected:
  template <typename Spoil>
  void Dies(Spoil spoil, const char* text) {
    const Functions functions(
        {Top(), Frame(8), Frame(20), Frame(6000), Frame(0)});
    auto walk = [&] {
      Stacks stacks(size_t{1} << 15);
      stacks.Fill(functions, 30, true, &random_);
      spoil(&stacks, functions);
      stacks.Move();
    };
    EXPECT_EXIT(walk(), ::testing::ExitedWithCode(2), text);
  }
};

TEST_F(MoveFramesDeathTest, ReturnAddressWithoutARecord) {
  const std::pair<uintptr_t, const char*> addresses[] = {
      {0, "no frame record for pc 0x0 "},
      {1, "no frame record for pc 0x1 "},
      {kText + 0x1000, "no frame record for pc 0x401000 "}};
  for (const auto& [pc, text] : addresses) {
    Dies([pc = pc](Stacks* s, const Functions&) { *s->youngest_return() = pc; },
         text);
    Dies([pc = pc](Stacks* s, const Functions&) { s->set_pc(pc); }, text);
  }
}

// A large one, and one whose return address would be the top's first word.
TEST_F(MoveFramesDeathTest, FrameBeyondTheTop) {
  for (const size_t function : {3, 4}) {
    auto alone = [=](Stacks* s, const Functions& functions) {
      *s = Stacks(1024);
      s->set_pc(functions[function].begin + 5);
    };
    Dies(alone, "frame beyond the stack's top");
  }
}

// The oldest frame seems to be one more of the same.
TEST_F(MoveFramesDeathTest, NoEndOfFramesThatRepeat) {
  auto again = [](Stacks* s, const Functions& functions) {
    std::mt19937 random;
    *s = Stacks(4096);
    s->set_pc(functions[2].begin + 5);
    s->Repeat(functions[2], 100, &random);
  };
  Dies(again, "frame beyond the stack's top");
}

TEST_F(MoveFramesDeathTest, TopFunctionBelowTheTop) {
  auto early = [](Stacks* s, const Functions&) {
    *s->youngest_return() = kText + 1;
  };
  Dies(early, "the first frame is not at the stack's top");
}

TEST(CopyTest, PieceByPiece) {
  std::vector<uintptr_t> from(16384), to(from.size(), 1);
  for (size_t i = 0; i < from.size(); ++i) from[i] = i + 2;
  const uintptr_t begin = reinterpret_cast<uintptr_t>(&from[100]);
  const uintptr_t end = reinterpret_cast<uintptr_t>(&from[16000]);
  const uintptr_t delta = reinterpret_cast<uintptr_t>(&to[0]) -
                          reinterpret_cast<uintptr_t>(&from[0]);
  Copy copy(begin, end, delta);
  EXPECT_EQ(copy.done(), begin + delta);
  for (const size_t reach : {100, 101, 5000, 5001, 9000, 15999, 15999}) {
    const uintptr_t address = reinterpret_cast<uintptr_t>(&to[reach]);
    const bool there = copy.done() > address;
    const uintptr_t before = copy.done();
    copy.Reach(address);
    EXPECT_GT(copy.done(), address);
    if (there) EXPECT_EQ(copy.done(), before);
    EXPECT_LE(copy.done(), end + delta);
    if (reach < 9000) EXPECT_LT(copy.done(), end + delta);
    for (size_t i = 0; i < to.size(); ++i) {
      const uintptr_t at = reinterpret_cast<uintptr_t>(&to[i]);
      ASSERT_EQ(to[i], i >= 100 && at < copy.done() ? i + 2 : 1) << i;
    }
  }
}

}  // namespace
}  // namespace pagurus
