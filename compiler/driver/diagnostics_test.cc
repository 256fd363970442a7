#include "compiler/driver/diagnostics.h"

#include <string>

#include "gtest/gtest.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"

namespace pagurus {
namespace {

TEST(AddRefusalTest, PlacesComeFirst) {
  DiagnosticLog log;
  AddRefusal("a.c:3: f: no\nd/b.c:4:5: g: never\n\nsome function: why",
             "main.c", log);
  EXPECT_TRUE(log.has_errors);
  EXPECT_EQ(log.text,
            "a.c:3: error: f: no\n"
            "d/b.c:4:5: error: g: never\n"
            "main.c: error: some function: why\n");
}

TEST(AddRefusalTest, NeverSilent) {
  DiagnosticLog log;
  AddRefusal("", "main.c", log);
  EXPECT_NE(log.text, "");
}

class CollectTest : public ::testing::Test {
 protected:
  // A function with a local, positions and inline assembly with cookie 42.
  void Parse() {
    llvm::SMDiagnostic error;
    module_ = llvm::parseAssemblyString(R"(
      define void @f() !dbg !4 {
        call void asm sideeffect "nop", ""(), !dbg !6, !srcloc !7
        ret void, !dbg !6
      }
      !llvm.dbg.cu = !{!0}
      !llvm.module.flags = !{!2}
      !0 = distinct !DICompileUnit(language: DW_LANG_C11, file: !1,
                                   emissionKind: NoDebug)
      !1 = !DIFile(filename: "x.c", directory: "/d")
      !2 = !{i32 2, !"Debug Info Version", i32 3}
      !4 = distinct !DISubprogram(name: "f", file: !1, line: 1, unit: !0,
                                  spFlags: DISPFlagDefinition)
      !6 = !DILocation(line: 12, column: 3, scope: !4)
      !7 = !{i64 42}
    )",
                                        error, context_);
    ASSERT_NE(module_, nullptr) << error.getMessage().str();
  }

  void Remark(const char* pass) {
    llvm::Function* f = module_->getFunction("f");
    llvm::OptimizationRemark remark(pass, "Movable",
                                    f->getEntryBlock().front().getDebugLoc(),
                                    &f->getEntryBlock());
    remark << "local 'b' is movable";
    context_.diagnose(remark);
  }

  llvm::LLVMContext context_;
  std::unique_ptr<llvm::Module> module_;
  DiagnosticLog log_;
};

TEST_F(CollectTest, RemarksAreFiltered) {
  Parse();
  RemarkFilters filters;
  filters.passed = "pagurus";
  ASSERT_TRUE(CollectDiagnostics(context_, filters, log_).ok());
  Remark("inline");
  EXPECT_EQ(log_.text, "");
  Remark("pagurus-escape");
  EXPECT_EQ(log_.text,
            "x.c:12:3: remark: local 'b' is movable "
            "[-Rpass=pagurus-escape]\n");
  EXPECT_FALSE(log_.has_errors);
}

TEST_F(CollectTest, InlineAssemblyErrorsHaveAPlace) {
  Parse();
  ASSERT_TRUE(CollectDiagnostics(context_, {}, log_).ok());
  RecordAsmPlaces(*module_, log_);
  context_.diagnose(llvm::DiagnosticInfoInlineAsm(42, "invalid operand"));
  EXPECT_TRUE(log_.has_errors);
  EXPECT_EQ(log_.text, "x.c:12:3: error: invalid operand\n");
}

TEST_F(CollectTest, BadFilterIsAnError) {
  RemarkFilters filters;
  filters.missed = "(";
  EXPECT_FALSE(CollectDiagnostics(context_, filters, log_).ok());
}

}  // namespace
}  // namespace pagurus
