// The checker must notice every way in which homing could go wrong: each test
// hands it a function that is wrong in one way (I1).
#include "compiler/ir/check_homing.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "compiler/ir/test_ir.h"

namespace pagurus {
namespace {

constexpr char kPrelude[] = R"(
  @global = global ptr null
  declare void @other()
  declare void @native(ptr)
  define internal i64 @reads(ptr %p) {
    %v = load i64, ptr %p
    ret i64 %v
  }
  define i64 @caller() {
    %local = alloca i64
    %r = call i64 @f(ptr %local, ptr %local, i1 true)
    %s = call i64 @reads(ptr %local)
    ret i64 %r
  }
  define i64 @f(ptr %p, ptr %q, i1 %c) {
    ret i64 0
  }
  define i64 @body(ptr %p, ptr %q, i1 %c) {
)";

class CheckHomingTest : public IrTest {
 protected:
  // The body of f, in which %p and %q are tracked.  `reloads`: names of loads
  // and of the bases that they are to find; `homes` is the array, if any.
  absl::Status Check(
      const std::string& body,
      const std::vector<std::pair<const char*, const char*>>& reloads = {},
      bool only_markers = false) {
    // Decide what is tracked while f is harmless, then give it the body.
    llvm::Module& m = Parse(std::string(kPrelude) + body + "}");
    const EscapeAnalysis escape(m);
    llvm::Function& f = F("f");
    EXPECT_TRUE(escape.IsTracked(*f.getArg(0)));
    EXPECT_TRUE(escape.IsTracked(*f.getArg(1)));
    f.deleteBody();
    llvm::Function& g = F("body");
    f.splice(f.begin(), &g);
    for (llvm::Argument& a : g.args()) {
      f.getArg(a.getArgNo())->takeName(&a);
      a.replaceAllUsesWith(f.getArg(a.getArgNo()));
    }
    g.eraseFromParent();
    if (only_markers) return CheckEntryMarkers(f, escape);
    Homing homing;
    for (llvm::Instruction& i : f.getEntryBlock()) {
      if (i.getName() == "homes") {
        homing.homes = llvm::cast<llvm::AllocaInst>(&i);
      }
    }
    for (auto [load, base] : reloads) homing.reloads[I(f, load)] = V(f, base);
    return CheckHoming(f, escape, homing);
  }

  absl::Status CheckMarkers(const std::string& body) {
    return Check(body, {}, /*only_markers=*/true);
  }

  void ExpectRefused(const absl::Status& status, absl::string_view value,
                     absl::string_view reason) {
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
    EXPECT_TRUE(absl::StrContains(status.message(), value)) << status.message();
    EXPECT_TRUE(absl::StrContains(status.message(), reason))
        << status.message();
  }
};

// Of two tracked arguments, %p and %q.
TEST_F(CheckHomingTest, NoticesAMissingEntryMarker) {
  const std::string kRest = R"(
    %x = load i64, ptr %p
    %y = load i64, ptr %q
    %v = add i64 %x, %y
    ret i64 %v)";
  const std::string kMarkP =
      "call void asm sideeffect \"#pagurus.entry\", \"r\"(ptr %p)\n";
  const std::string kMarkQ =
      "call void asm sideeffect \"#pagurus.entry\", \"r\"(ptr %q)\n";
  EXPECT_TRUE(CheckMarkers(kMarkQ + kMarkP + kRest).ok());
  ExpectRefused(CheckMarkers(kMarkP + kRest), "tracked argument 2",
                "no entry marker");
  ExpectRefused(CheckMarkers(kMarkP + "call void @other()\n" + kMarkQ + kRest),
                "tracked argument 2", "no entry marker");
  // What is not used need not be rewritten.
  EXPECT_TRUE(CheckMarkers("ret i64 0").ok());
}

TEST_F(CheckHomingTest, AcceptsAHomedParameter) {
  const absl::Status status = Check(R"(
    %homes = alloca [1 x ptr]
    %w = load i64, ptr %q
    store ptr %p, ptr %homes
    call void @other()
    %p1 = load ptr, ptr %homes
    %v = load i64, ptr %p1
    ret i64 %v)",
                                    {{"p1", "p"}});
  EXPECT_TRUE(status.ok()) << status.message();
}

TEST_F(CheckHomingTest, NoticesAValueInARegister) {
  ExpectRefused(Check(R"(
    %w = load i64, ptr %q
    call void @other()
    %v = load i64, ptr %p
    ret i64 %v)"),
                "%p", "lives across a safepoint outside a home");
}

TEST_F(CheckHomingTest, NoticesADerivedAddressOfALocal) {
  ExpectRefused(Check(R"(
    %x = load i64, ptr %p
    %w = load i64, ptr %q
    %local = alloca [4 x i64]
    %derived = getelementptr inbounds i64, ptr %local, i64 2
    call void @other()
    %v = load i64, ptr %derived
    ret i64 %v)"),
                "%derived", "lives across a safepoint outside a home");
}

TEST_F(CheckHomingTest, NoticesAnAddressInAnInteger) {
  ExpectRefused(Check(R"(
    %x = load i64, ptr %q
    %a = ptrtoint ptr %p to i64
    call void @other()
    %local = alloca i64
    %b = ptrtoint ptr %local to i64
    %n = sub i64 %a, %b
    ret i64 %n)"),
                "%a", "lives across a safepoint outside a home");
}

// Only one of two paths has a call.
TEST_F(CheckHomingTest, NoticesOneBadPath) {
  ExpectRefused(Check(R"(
    %x = load i64, ptr %q
    br i1 %c, label %left, label %join
  left:
    call void @other()
    br label %join
  join:
    %v = load i64, ptr %p
    ret i64 %v)"),
                "%p", "lives across a safepoint outside a home");
}

TEST_F(CheckHomingTest, NoticesAStalePhiInput) {
  ExpectRefused(Check(R"(
    br i1 %c, label %left, label %join
  left:
    call void @other()
    br label %join
  join:
    %r = phi ptr [ %p, %left ], [ %q, %0 ]
    %v = load i64, ptr %r
    ret i64 %v)"),
                "%p", "lives across a safepoint outside a home");
}

TEST_F(CheckHomingTest, NoticesASharedHomeOverwritten) {
  ExpectRefused(Check(R"(
    %homes = alloca [1 x ptr]
    store ptr %p, ptr %homes
    store ptr %q, ptr %homes
    call void @other()
    %p1 = load ptr, ptr %homes
    %v = load i64, ptr %p1
    ret i64 %v)",
                      {{"p1", "p"}}),
                "%p1", "may find another value in its home");
}

TEST_F(CheckHomingTest, NoticesAHomeWrittenOnOnePathOnly) {
  ExpectRefused(Check(R"(
    %homes = alloca [2 x ptr]
    %x = load i64, ptr %q
    br i1 %c, label %left, label %join
  left:
    store ptr %p, ptr %homes
    br label %join
  join:
    call void @other()
    %p1 = load ptr, ptr %homes
    %v = load i64, ptr %p1
    ret i64 %v)",
                      {{"p1", "p"}}),
                "%p1", "may find another value in its home");
}

TEST_F(CheckHomingTest, NoticesTheWrongHome) {
  ExpectRefused(Check(R"(
    %homes = alloca [2 x ptr]
    %second = getelementptr inbounds [2 x ptr], ptr %homes, i64 0, i64 1
    store ptr %p, ptr %homes
    store ptr %q, ptr %second
    call void @other()
    %home = getelementptr inbounds [2 x ptr], ptr %homes, i64 0, i64 1
    %p1 = load ptr, ptr %home
    %v = load i64, ptr %p1
    ret i64 %v)",
                      {{"p1", "p"}}),
                "%p1", "may find another value in its home");
}

// What escape analysis would have pinned must not get through either.
TEST_F(CheckHomingTest, NoticesAnEscape) {
  ExpectRefused(Check(R"(
    %x = load i64, ptr %p
    %y = load i64, ptr %q
    %local = alloca i64
    store ptr %local, ptr @global
    ret i64 0)"),
                "%local", "goes where no map would find it");
  ExpectRefused(Check(R"(
    %x = load i64, ptr %p
    %y = load i64, ptr %q
    %local = alloca i64
    call void @native(ptr %local)
    ret i64 0)"),
                "%local", "goes where no map would find it");
}

}  // namespace
}  // namespace pagurus
