// The write barrier's entries leave everything but r11 as it was, on the fast
// path and on the slow one, and lose no note.
#include "runtime/barrier.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "runtime/m.h"
#include "runtime/pagurus.h"
#include "runtime/pagurus_world.h"
#include "runtime/testing/harness.h"

namespace pagurus {
namespace {

using testing::OnGoroutine;
using testing::WithSwitches;

using Words = std::vector<uintptr_t>;
void Push(void* words, uintptr_t word) {
  static_cast<Words*>(words)->push_back(word);
}

class BarrierTest : public ::testing::Test {
 protected:
  BarrierTest() {
    pag_stop_world();
    pag_begin_marking();
    pag_start_world();
  }
  ~BarrierTest() override {
    if (Marking()) Take();
  }
  // All that has been noted, in order; the end of the cycle.
  Words Take() {
    Words words;
    pag_stop_world();
    const size_t n = pag_take_notes(Push, &words);
    pag_end_marking();
    pag_start_world();
    EXPECT_EQ(words.size(), n);
    std::sort(words.begin(), words.end());
    return words;
  }
  // The tests' own functions run on goroutines' stacks as well.
  WithSwitches switches_{"minstack=65536"};
};

// What the entries may not change: general registers but r11, vectors whole.
struct Registers {
  uint64_t general[14];  // rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r12 ... r15
  alignas(64) uint8_t vectors[32][64];
  uint64_t masks[8];
  bool operator==(const Registers& other) const {
    return memcmp(this, &other, sizeof *this) == 0;
  }
};

// Calls `entry` with *in in the registers, whose values are *out afterwards.
// `width` of the vectors: 16, 32 or 64.
[[gnu::noinline]] void CallWith(const void* entry, const Registers* in,
                                Registers* out, int width) {
  uint64_t saved[3];
#define PAG_ALL(X)                                                           \
  X(0)                                                                       \
  X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) \
      X(15)
#define PAG_HIGH(X)                                                       \
  X(16)                                                                   \
  X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) \
      X(29) X(30) X(31)
#define PAG_STR2(x) #x
#define PAG_STR(x) PAG_STR2(x)
#define LOAD_X(n) "movups 64*" PAG_STR(n) "(%%rsi), %%xmm" PAG_STR(n) "\n"
#define LOAD_Y(n) "vmovups 64*" PAG_STR(n) "(%%rsi), %%ymm" PAG_STR(n) "\n"
#define LOAD_Z(n) "vmovups 64*" PAG_STR(n) "(%%rsi), %%zmm" PAG_STR(n) "\n"
#define SAVE_X(n) "movups %%xmm" PAG_STR(n) ", 64*" PAG_STR(n) "(%%rsi)\n"
#define SAVE_Y(n) "vmovups %%ymm" PAG_STR(n) ", 64*" PAG_STR(n) "(%%rsi)\n"
#define SAVE_Z(n) "vmovups %%zmm" PAG_STR(n) ", 64*" PAG_STR(n) "(%%rsi)\n"
#define CLOBBERS                                                           \
  "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",  \
      "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", \
      "xmm15"
  saved[0] = reinterpret_cast<uint64_t>(entry);
  saved[1] = reinterpret_cast<uint64_t>(in);
  saved[2] = reinterpret_cast<uint64_t>(out);
  const void* vectors_in = in->vectors;
  if (width == 64) {
    asm volatile(
        PAG_ALL(LOAD_Z) PAG_HIGH(
            LOAD_Z) "kmovw 64*32(%%rsi), %%k1\n kmovw 64*32+8(%%rsi), %%k7\n"
        :
        : "S"(vectors_in)
        : CLOBBERS);
  } else if (width == 32) {
    asm volatile(PAG_ALL(LOAD_Y) : : "S"(vectors_in) : CLOBBERS);
  } else {
    asm volatile(PAG_ALL(LOAD_X) : : "S"(vectors_in) : CLOBBERS);
  }
  // rbx, rbp, r12 to r15 go to the stack; `saved` is found there afterwards.
  asm volatile(
      "subq $128, %%rsp\n pushq %%rbx\n pushq %%rbp\n pushq %%r12\n pushq %%r13\n"
      "pushq %%r14\n pushq %%r15\n pushq %[saved]\n"
      "movq (%[saved]), %%r11\n pushq %%r11\n"
      "movq 8(%[saved]), %%r11\n"
      "movq 0(%%r11), %%rax\n movq 8(%%r11), %%rbx\n movq 16(%%r11), %%rcx\n"
      "movq 24(%%r11), %%rdx\n movq 32(%%r11), %%rsi\n"
      "movq 40(%%r11), %%rdi\n movq 48(%%r11), %%rbp\n"
      "movq 56(%%r11), %%r8\n movq 64(%%r11), %%r9\n movq 72(%%r11), %%r10\n"
      "movq 80(%%r11), %%r12\n movq 88(%%r11), %%r13\n"
      "movq 96(%%r11), %%r14\n movq 104(%%r11), %%r15\n"
      "callq *(%%rsp)\n"
      "movq 8(%%rsp), %%r11\n movq 16(%%r11), %%r11\n"
      "movq %%rax, 0(%%r11)\n movq %%rbx, 8(%%r11)\n movq %%rcx, 16(%%r11)\n"
      "movq %%rdx, 24(%%r11)\n movq %%rsi, 32(%%r11)\n"
      "movq %%rdi, 40(%%r11)\n movq %%rbp, 48(%%r11)\n"
      "movq %%r8, 56(%%r11)\n movq %%r9, 64(%%r11)\n movq %%r10, 72(%%r11)\n"
      "movq %%r12, 80(%%r11)\n movq %%r13, 88(%%r11)\n"
      "movq %%r14, 96(%%r11)\n movq %%r15, 104(%%r11)\n"
      "addq $16, %%rsp\n popq %%r15\n popq %%r14\n popq %%r13\n popq %%r12\n"
      "popq %%rbp\n popq %%rbx\n addq $128, %%rsp\n"
      :
      : [saved] "D"(saved)
      : "memory", "cc", "rax", "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11");
  void* vectors_out = out->vectors;
  if (width == 64) {
    asm volatile(PAG_ALL(SAVE_Z) PAG_HIGH(SAVE_Z)
                 "kmovw %%k1, 64*32(%%rsi)\n kmovw %%k7, 64*32+8(%%rsi)\n"
                 "vzeroupper\n"
                 : : "S"(vectors_out) : CLOBBERS);
  } else if (width == 32) {
    asm volatile(PAG_ALL(SAVE_Y) "vzeroupper\n"
                 :
                 : "S"(vectors_out)
                 : CLOBBERS);
  } else {
    asm volatile(PAG_ALL(SAVE_X) : : "S"(vectors_out) : CLOBBERS);
  }
}

int WidestVectors() {
  if ((__pag_vector_mask & 0x40) != 0) return 64;
  return (__pag_vector_mask & 0x04) != 0 ? 32 : 16;
}

Registers SomeRegisters(int width) {
  Registers r{};
  for (size_t i = 0; i < 14; ++i) r.general[i] = 0x1234567800000000 + i;
  const int n = width == 64 ? 32 : 16;
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < width; ++k) r.vectors[i][k] = uint8_t(17 * i + k + 1);
  }
  if (width == 64) r.masks[0] = 0xa5a5, r.masks[1] = 0x5a5a;
  return r;
}

// Enough for several pages.
constexpr uintptr_t kNotes = 2000;

void NoteMany(int width) {
  Registers in = SomeRegisters(width);
  for (uintptr_t i = 0; i < kNotes; ++i) {
    in.general[5] = i + 1;
    Registers out{};
    CallWith(__pag_note, &in, &out, width);
    ASSERT_TRUE(in == out) << "at note " << i;
  }
}
Words Many() {
  Words words(kNotes);
  for (uintptr_t i = 0; i < kNotes; ++i) words[i] = i + 1;
  return words;
}

TEST_F(BarrierTest, NoteKeepsAllRegisters) {
  for (int width = 16; width <= WidestVectors(); width *= 2) {
    NoteMany(width);
    EXPECT_EQ(Take(), Many());
    pag_stop_world();
    pag_begin_marking();
    pag_start_world();
  }
  // Where there is no xsave.
  const uint32_t mask = __pag_vector_mask;
  __pag_vector_mask = 0;
  NoteMany(16);
  __pag_vector_mask = mask;
  EXPECT_EQ(Take(), Many());
}

// On a goroutine's stack the slow path changes to the system stack, and needs
// nothing of the goroutine's but the return address.
TEST_F(BarrierTest, OnAGoroutinesStack) {
  OnGoroutine(t_straight, +[](void*) { NoteMany(16); }, nullptr);
  EXPECT_EQ(Take(), Many());
}

TEST_F(BarrierTest, RangeNotesAlignedWords) {
  uintptr_t words[kNotes + 2];
  for (uintptr_t i = 0; i < kNotes + 2; ++i) words[i] = i;
  Registers in = SomeRegisters(16);
  Registers out{};
  // Null is left out, and what is there in part.
  in.general[5] = reinterpret_cast<uintptr_t>(&words[0]);
  in.general[4] = sizeof words - 8;
  CallWith(__pag_note_range, &in, &out, 16);
  EXPECT_TRUE(in == out);
  in.general[5] = reinterpret_cast<uintptr_t>(&words[1]) + 1;
  in.general[4] = 14;
  CallWith(__pag_note_range, &in, &out, 16);
  EXPECT_TRUE(in == out);
  for (const uintptr_t bytes : {0, 7}) {
    in.general[4] = bytes;
    in.general[5] = reinterpret_cast<uintptr_t>(&words[kNotes + 1]) - 3;
    CallWith(__pag_note_range, &in, &out, 16);
  }
  EXPECT_EQ(Take(), Many());
}

TEST_F(BarrierTest, WordsOfTheRuntime) {
  uintptr_t words[] = {1, 0, 2, 3};
  NoteOverwritten(words, sizeof words);
  NoteOverwritten(reinterpret_cast<char*>(words) + 1, sizeof words - 2);
  NoteDropped(&words);
  EXPECT_EQ(Take(), (Words{1, 2, 2, 3, reinterpret_cast<uintptr_t>(words)}));
  NoteOverwritten(words, sizeof words);
  EXPECT_EQ(pag_tls.notes, 0u) << "nobody marks";
}

// Of threads that go on, that end, and that the runtime does not know; full
// pages are taken while they go on.
TEST_F(BarrierTest, OfSeveralThreads) {
  Words taken;
  std::atomic<int> done{0};
  std::vector<std::thread> threads;
  constexpr int kThreads = 4;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      if (t % 2 == 0) AttachThread();
      for (uintptr_t i = 0; i < kNotes; ++i) NoteWord(t * kNotes + i + 1);
      ++done;
      while (t >= 2 && done <= kThreads) std::this_thread::yield();
    });
  }
  threads[0].join();
  threads[1].join();
  while (done != kThreads) {
    pag_take_notes(Push, &taken);
    std::this_thread::yield();
  }
  pag_take_notes(Push, &taken);
  Words rest = Take();
  ++done;
  for (size_t t = 2; t < kThreads; ++t) threads[t].join();
  rest.insert(rest.end(), taken.begin(), taken.end());
  std::sort(rest.begin(), rest.end());
  Words all(kThreads * kNotes);
  for (size_t i = 0; i < all.size(); ++i) all[i] = i + 1;
  EXPECT_EQ(rest, all);
}

// A handler does not give away the page of what it has interrupted.
TEST_F(BarrierTest, InSignalHandlers) {
  NoteWord(1);
  struct sigaction action{};
  action.sa_handler = [](int) {
    for (uintptr_t i = 1; i < kNotes; ++i) NoteWord(i + 1);
  };
  sigaction(SIGUSR1, &action, nullptr);
  const uintptr_t page = pag_tls.notes / PAG_NOTE_PAGE;
  raise(SIGUSR1);
  EXPECT_EQ((pag_tls.notes - 1) / PAG_NOTE_PAGE, page);
  NoteWord(kNotes + 1);
  Words all = Many();
  all.push_back(kNotes + 1);
  EXPECT_EQ(Take(), all);
  action.sa_handler = SIG_DFL;
  sigaction(SIGUSR1, &action, nullptr);
}

// Who has interrupted native code is not waited for, and so does not touch the
// page of the thread, which whoever stops the world takes meanwhile.
std::atomic<int> handler_step;
void AwaitStep(int step) {
  while (handler_step != step) std::this_thread::yield();
}
TEST_F(BarrierTest, HandlersHaveNoPage) {
  struct sigaction action{};
  action.sa_handler = [](int) {
    EXPECT_EQ(pag_tls.notes, 0u);
    NoteWord(2);
    EXPECT_EQ(pag_tls.notes, 0u);
    if (handler_step == 0) handler_step = 1;
    AwaitStep(2);
    NoteWord(3);
    EXPECT_EQ(pag_tls.notes, 0u);
  };
  sigaction(SIGUSR1, &action, nullptr);
  handler_step = 0;
  std::thread thread([] {
    AttachThread();
    NoteWord(1);
    raise(SIGUSR1);
    EXPECT_EQ(pag_tls.notes, 0u) << "it has been taken";
    NoteWord(4);
    raise(SIGUSR1);
    EXPECT_NE(pag_tls.notes, 0u) << "nobody has taken it";
  });
  AwaitStep(1);
  Words taken;
  pag_stop_world();
  pag_take_notes(Push, &taken);
  pag_start_world();
  std::sort(taken.begin(), taken.end());
  EXPECT_EQ(taken, (Words{1, 2}));
  handler_step = 2;
  thread.join();
  EXPECT_EQ(Take(), (Words{2, 3, 3, 4}));
  action.sa_handler = SIG_DFL;
  sigaction(SIGUSR1, &action, nullptr);
}

// Nor does one that jumps lose what had been noted.
TEST_F(BarrierTest, HandlersThatJump) {
  M* m = pag_tls.m;
  for (uintptr_t i = 1; i <= 3; ++i) {
    NoteWord(i);
    EXPECT_TRUE(PutNotesAside(m));
    EXPECT_FALSE(PutNotesAside(m)) << "a second one";
  }
  NoteWord(4);
  EXPECT_EQ(Take(), (Words{1, 2, 3, 4}));
}

// Who fills a page hands its words over, and goes on with the page; handlers do
// not, for they may have interrupted the collector's code.
struct Followed {
  Words words;
  bool in_handler = false;
};
Followed followed;
void Follow(void* arg, const uintptr_t* words, size_t n) {
  EXPECT_EQ(arg, &followed);
  EXPECT_FALSE(followed.in_handler);
  followed.words.insert(followed.words.end(), words, words + n);
}

TEST_F(BarrierTest, WhoFillsAPageHandsItOver) {
  followed = Followed();
  pag_stop_world();
  pag_follow_notes(Follow, &followed);
  pag_start_world();
  NoteWord(1);
  const uintptr_t page = pag_tls.notes / PAG_NOTE_PAGE;
  for (uintptr_t i = 1; i < kNotes; ++i) NoteWord(i + 1);
  EXPECT_EQ((pag_tls.notes - 1) / PAG_NOTE_PAGE, page);
  Words words;
  EXPECT_EQ(pag_take_notes(Push, &words), 0u) << "nothing is in the list";
  EXPECT_GT(followed.words.size(), kNotes - PAG_NOTE_PAGE / 8);
  struct sigaction action{};
  action.sa_handler = [](int) {
    followed.in_handler = true;
    for (uintptr_t i = 0; i < kNotes; ++i) NoteWord(kNotes + i + 1);
    followed.in_handler = false;
  };
  sigaction(SIGUSR1, &action, nullptr);
  raise(SIGUSR1);
  action.sa_handler = SIG_DFL;
  sigaction(SIGUSR1, &action, nullptr);
  Words all = Take();
  all.insert(all.end(), followed.words.begin(), followed.words.end());
  std::sort(all.begin(), all.end());
  Words expected(2 * kNotes);
  for (uintptr_t i = 0; i < expected.size(); ++i) expected[i] = i + 1;
  EXPECT_EQ(all, expected);
  // The next cycle's collector has not asked for it.
  pag_stop_world();
  pag_begin_marking();
  pag_start_world();
  followed.words.clear();
  for (uintptr_t i = 0; i < kNotes; ++i) NoteWord(i + 1);
  EXPECT_EQ(followed.words, Words());
}

TEST_F(BarrierTest, WhatIsLeftAtTheEndIsForgotten) {
  NoteMany(16);
  pag_stop_world();
  pag_end_marking();
  pag_begin_marking();
  pag_start_world();
  EXPECT_EQ(Take(), Words());
}

// Check, note and store belong together (H6).
TEST_F(BarrierTest, WhereNoSignalMayStop) {
  for (const void* entry : {static_cast<const void*>(__pag_note),
                            static_cast<const void*>(__pag_note_range)}) {
    EXPECT_TRUE(IsNoting(reinterpret_cast<uintptr_t>(entry)));
  }
  EXPECT_TRUE(IsNoting(reinterpret_cast<uintptr_t>(__pag_note_end) - 1));
  EXPECT_FALSE(IsNoting(reinterpret_cast<uintptr_t>(__pag_note_end)));
  EXPECT_FALSE(IsNoting(reinterpret_cast<uintptr_t>(t_recurse)));
}

// Bytes below the caller's SP that `entry` changes on a goroutine's stack.
long stack_use;
void MeasureStack(const void* entry, const void* begin, size_t bytes) {
  constexpr size_t kBytes = 512;
  uintptr_t below = 0;
  asm volatile(
      "movq %%rsp, %%rbx\n"
      "subq $1024, %%rsp\n andq $-16, %%rsp\n"
      // Fill what is below, call, look.
      "leaq -512(%%rsp), %%rax\n"
      "1: movb $0x5a, (%%rax)\n incq %%rax\n cmpq %%rsp, %%rax\n jb 1b\n"
      "callq *%%rcx\n"
      "leaq -512(%%rsp), %%rax\n"
      "2: cmpb $0x5a, (%%rax)\n jne 3f\n incq %%rax\n cmpq %%rsp, %%rax\n jb "
      "2b\n"
      "3: movq %%rsp, %%rdx\n subq %%rax, %%rdx\n movq %%rbx, %%rsp\n"
      : "=d"(below)
      : "c"(entry), "D"(begin), "S"(bytes)
      : "rax", "rbx", "r11", "memory", "cc");
  static_assert(kBytes == 512);
  if (long(below) > stack_use) stack_use = long(below);
}

TEST_F(BarrierTest, StackUse) {
  stack_use = 0;
  OnGoroutine(
      t_straight,
      +[](void*) {
        uintptr_t word = 1;
        for (uintptr_t i = 0; i < kNotes; ++i) {
          MeasureStack(__pag_note, &word, 0);
        }
      },
      nullptr);
  EXPECT_EQ(stack_use, 8);
  stack_use = 0;
  OnGoroutine(
      t_straight,
      +[](void*) {
        static uintptr_t words[4];
        words[0] = words[3] = 7;
        for (uintptr_t i = 0; i < kNotes; ++i) {
          MeasureStack(__pag_note_range, words, sizeof words);
        }
      },
      nullptr);
  EXPECT_EQ(stack_use, 40);
}

}  // namespace
}  // namespace pagurus
