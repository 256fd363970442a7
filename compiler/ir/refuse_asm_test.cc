#include "compiler/ir/refuse.h"
#include "gtest/gtest.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/LLVMContext.h"

namespace pagurus {
namespace {

std::string Why(const char* text, const char* constraints = "") {
  static llvm::LLVMContext context;
  auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context), false);
  return WhyAsmIsRefused(*llvm::InlineAsm::get(type, text, constraints, true));
}

TEST(RefuseAsmTest, WordsCountNotLetters) {
  EXPECT_EQ(Why("popcntq %rax, %rcx"), "");
  EXPECT_EQ(Why("lock; cmpxchgq %rcx, (%rdx)"), "");
  EXPECT_EQ(Why("syscall"), "");
  EXPECT_EQ(Why("# callee returns"), "");
  EXPECT_NE(Why("popq %rax"), "");
  EXPECT_NE(Why("PUSHFQ"), "");
  EXPECT_NE(Why("call f"), "");
  EXPECT_NE(Why("nop\n\tret"), "");
  EXPECT_NE(Why("leave"), "");
}

TEST(RefuseAsmTest, StackPointerUnderAllItsNames) {
  for (const char* text : {"movq %rsp, %rax", "mov eax, esp", "movw %sp, %ax",
                           "addq $8,%RSP", "movq 8(%rsp), %rax"}) {
    EXPECT_NE(Why(text), "") << text;
  }
}

TEST(RefuseAsmTest, Clobbers) {
  EXPECT_EQ(Why("nop", "~{rax},~{memory},~{dirflag}"), "");
  EXPECT_NE(Why("nop", "~{rsp}"), "");
  EXPECT_NE(Why("nop", "~{esp}"), "");
}

}  // namespace
}  // namespace pagurus
