#include "compiler/ir/safepoints.h"

#include "compiler/ir/test_ir.h"

namespace pagurus {
namespace {

using SafepointTest = IrTest;
using LiveRangeTest = IrTest;

TEST_F(SafepointTest, EveryCallThatIsNotListedIsOne) {
  Parse(R"(
    declare i64 @native(ptr)
    declare i64 @strlen(ptr)
    declare ptr @__pag_arena_grow(i64, i64)
    declare void @llvm.donothing()
    define i64 @managed(ptr %p) {
      ret i64 0
    }
    define i64 @f(ptr %p) {
      %native = call i64 @native(ptr %p)
      %managed = call i64 @managed(ptr %p)
      %indirect = call i64 %p(ptr %p)
      %leaf = call i64 @strlen(ptr %p)
      %grow = call ptr @__pag_arena_grow(i64 1, i64 1)
      %asm = call i64 asm sideeffect "", "=r"()
      call void @llvm.donothing()
      ret i64 %native
    })");
  llvm::Function& f = F("f");
  for (const char* name : {"native", "managed", "indirect"}) {
    EXPECT_TRUE(IsSafepoint(*I(f, name))) << name;
  }
  for (const char* name : {"leaf", "grow", "asm"}) {
    EXPECT_FALSE(IsSafepoint(*I(f, name))) << name;
  }
  const SafepointMap map(f);
  EXPECT_EQ(map.In(&f.getEntryBlock()).size(), 3u);
  EXPECT_EQ(map.CountBefore(I(f, "managed")), 1u);
}

// A definition of that name is not the C library's routine.
TEST_F(SafepointTest, DefinedLeafNameIsASafepoint) {
  Parse(R"(
    define internal i64 @strlen(ptr %p) {
      ret i64 0
    }
    define i64 @f(ptr %p) {
      %n = call i64 @strlen(ptr %p)
      ret i64 %n
    })");
  EXPECT_TRUE(IsSafepoint(*I(F("f"), "n")));
}

TEST_F(SafepointTest, NakedAndForeignFunctionsAreNative) {
  Parse(R"(
    define void @naked() naked {
      unreachable
    }
    define available_externally void @elsewhere() {
      ret void
    }
    define void @here() {
      ret void
    })");
  EXPECT_FALSE(IsManagedDefinition(F("naked")));
  EXPECT_FALSE(IsManagedDefinition(F("elsewhere")));
  EXPECT_TRUE(IsManagedDefinition(F("here")));
}

constexpr char kDiamond[] = R"(
  declare void @other()
  define i64 @f(ptr %p, i1 %c) {
  entry:
    %a = load i64, ptr %p
    br i1 %c, label %left, label %right
  left:
    %l = load i64, ptr %p
    call void @other()
    br label %join
  right:
    %r = load i64, ptr %p
    br label %join
  join:
    %j = load i64, ptr %p
    ret i64 %j
  })";

TEST_F(LiveRangeTest, SeparatedOnOnePathIsSeparated) {
  Parse(kDiamond);
  llvm::Function& f = F("f");
  const SafepointMap map(f);
  LiveRange range(map, V(f, "p"), f);
  for (const char* use : {"a", "l", "r", "j"}) range.AddUse(I(f, use));
  EXPECT_FALSE(range.Separated(I(f, "a")));
  EXPECT_FALSE(range.Separated(I(f, "l")));
  EXPECT_FALSE(range.Separated(I(f, "r")));
  EXPECT_TRUE(range.Separated(I(f, "j")));
  EXPECT_TRUE(range.LiveAcross(map.In(I(f, "l")->getParent())[0]));
}

TEST_F(LiveRangeTest, DeadAcrossTheCall) {
  Parse(kDiamond);
  llvm::Function& f = F("f");
  const SafepointMap map(f);
  LiveRange range(map, V(f, "p"), f);
  for (const char* use : {"a", "l", "r"}) range.AddUse(I(f, use));
  EXPECT_FALSE(range.LiveAcross(map.In(I(f, "l")->getParent())[0]));
  EXPECT_FALSE(range.LiveAfter(I(f, "r")));
  EXPECT_TRUE(range.LiveAfter(I(f, "a")));
}

// The use comes before the call in the text, but a loop leads back to it.
TEST_F(LiveRangeTest, SeparatedByTheBackEdge) {
  Parse(R"(
    declare void @other()
    define i64 @f(ptr %p, i1 %c) {
    entry:
      br label %loop
    loop:
      %v = load i64, ptr %p
      call void @other()
      br i1 %c, label %loop, label %exit
    exit:
      ret i64 %v
    })");
  llvm::Function& f = F("f");
  const SafepointMap map(f);
  LiveRange range(map, V(f, "p"), f);
  range.AddUse(I(f, "v"));
  EXPECT_TRUE(range.Separated(I(f, "v")));
  EXPECT_TRUE(range.LiveAcross(map.In(I(f, "v")->getParent())[0]));
}

// Redefined before every use: the call in the same loop does not separate.
TEST_F(LiveRangeTest, DefinitionInTheLoopIsNotSeparated) {
  Parse(R"(
    declare void @other()
    define i64 @f(ptr %p, i1 %c) {
    entry:
      br label %loop
    loop:
      call void @other()
      %q = getelementptr i8, ptr %p, i64 8
      %v = load i64, ptr %q
      br i1 %c, label %loop, label %exit
    exit:
      ret i64 %v
    })");
  llvm::Function& f = F("f");
  const SafepointMap map(f);
  LiveRange range(map, V(f, "q"), f);
  range.AddUse(I(f, "v"));
  EXPECT_FALSE(range.Separated(I(f, "v")));
  EXPECT_FALSE(range.LiveAcross(map.In(I(f, "v")->getParent())[0]));
}

// A call does not separate its own operands.
TEST_F(LiveRangeTest, OperandOfTheSafepointItself) {
  Parse(R"(
    declare void @native(ptr)
    define void @f(ptr %p) {
      call void @native(ptr %p)
      ret void
    })");
  llvm::Function& f = F("f");
  const SafepointMap map(f);
  llvm::Instruction* call = map.In(&f.getEntryBlock())[0];
  LiveRange range(map, V(f, "p"), f);
  range.AddUse(call);
  EXPECT_FALSE(range.Separated(call));
  EXPECT_FALSE(range.LiveAcross(call));
}

}  // namespace
}  // namespace pagurus
