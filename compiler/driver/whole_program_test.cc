// Which bitcode a link takes, and that none is left for the linker.
#include "compiler/driver/whole_program.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {
namespace {

using ::testing::HasSubstr;

class JoinTest : public ::testing::Test {
 protected:
  // Assembles IR into a bitcode file and returns its path.
  std::string Bitcode(const std::string& name, const std::string& ir) {
    llvm::LLVMContext context;
    llvm::SMDiagnostic error;
    auto module = llvm::parseAssemblyString(
        "target triple = \"x86_64-pc-linux-gnu\"\n" + ir, error, context);
    EXPECT_NE(module, nullptr) << error.getMessage().str();
    std::string content;
    llvm::raw_string_ostream stream(content);
    llvm::WriteBitcodeToFile(*module, stream);
    return Write(name, content);
  }

  std::string Write(const std::string& name, const std::string& content) {
    std::string path = ::testing::TempDir() + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::string Archive(const std::string& name,
                      const std::vector<std::string>& files) {
    std::vector<llvm::NewArchiveMember> members;
    for (const std::string& file : files) {
      members.push_back(
          llvm::cantFail(llvm::NewArchiveMember::getFile(file, true)));
    }
    std::string path = ::testing::TempDir() + "/" + name;
    llvm::cantFail(
        llvm::writeArchive(path, members, llvm::SymtabWritingMode::NormalSymtab,
                           llvm::object::Archive::K_GNU, true, false));
    return path;
  }

  // The joined module, or null.
  std::unique_ptr<llvm::Module> Join(std::vector<LinkItem>& items) {
    absl::StatusOr<std::string> path = JoinBitcode(items, temporaries_);
    EXPECT_TRUE(path.ok()) << path.status();
    if (!path.ok() || path->empty()) return nullptr;
    llvm::SMDiagnostic error;
    return llvm::parseIRFile(*path, error, context_);
  }

  static bool Defines(const llvm::Module& m, const char* name) {
    const llvm::Function* f = m.getFunction(name);
    return f != nullptr && !f->isDeclaration();
  }

  Temporaries temporaries_;
  llvm::LLVMContext context_;
};

TEST_F(JoinTest, NoBitcodeLeavesTheLinkAlone) {
  std::vector<LinkItem> items = {
      {Write("a.ld", "/* script */"), true}, {"-lm"}, {"/nonexistent.o", true}};
  EXPECT_EQ(Join(items), nullptr);
  EXPECT_EQ(items.size(), 3u);
}

TEST_F(JoinTest, ObjectsAreJoined) {
  std::vector<LinkItem> items = {
      {Bitcode("j1.o",
               "declare void @g() define i32 @main() { call void @g() "
               "ret i32 0 }"),
       true},
      {"-lm"},
      {Bitcode("j2.o", "define void @g() { ret void }"), true}};
  auto whole = Join(items);
  ASSERT_NE(whole, nullptr);
  EXPECT_TRUE(Defines(*whole, "main"));
  EXPECT_TRUE(Defines(*whole, "g"));
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].word, "-lm");
}

// As every file has that includes pagurus_gc.h.
TEST_F(JoinTest, ModuleAssemblyIsUnderstood) {
  std::vector<LinkItem> items = {
      {Bitcode("a1.o",
               "target triple = \"x86_64-unknown-linux-gnu\"\n"
               "module asm \"#pagurus.references\"\n"
               "define i32 @main() { ret i32 0 }"),
       true}};
  auto whole = Join(items);
  ASSERT_NE(whole, nullptr);
  EXPECT_TRUE(Defines(*whole, "main"));
}

TEST_F(JoinTest, ArchiveMembersAreTakenWhenNeeded) {
  std::string archive = Archive(
      "libj.a", {Bitcode("g.o",
                         "declare void @h() define void @g() { call void @h() "
                         "ret void }"),
                 Bitcode("h.o", "define void @h() { ret void }"),
                 Bitcode("unused.o", "define void @unused() { ret void }")});
  std::vector<LinkItem> items = {
      {archive, true},
      {Bitcode("m.o",
               "declare void @g() define i32 @main() { call void @g() "
               "ret i32 0 }"),
       true}};
  auto whole = Join(items);
  ASSERT_NE(whole, nullptr);
  EXPECT_TRUE(Defines(*whole, "g"));
  EXPECT_TRUE(Defines(*whole, "h"));
  EXPECT_FALSE(Defines(*whole, "unused"));
  // The archive the linker sees holds no bitcode.
  ASSERT_EQ(items.size(), 1u);
  EXPECT_NE(items[0].word, archive);
}

TEST_F(JoinTest, WeakReferencesTakeNothing) {
  std::string archive =
      Archive("libw.a", {Bitcode("w.o", "define void @w() { ret void }")});
  std::vector<LinkItem> items = {
      {Bitcode("mw.o",
               "declare extern_weak void @w() define i32 @main() { "
               "call void @w() ret i32 0 }"),
       true},
      {archive, true}};
  auto whole = Join(items);
  ASSERT_NE(whole, nullptr);
  EXPECT_FALSE(Defines(*whole, "w"));
}

TEST_F(JoinTest, LibrariesAreLookedUpInTheUsersFolders) {
  Archive("libfolder.a", {Bitcode("fm.o", "define i32 @main() { ret i32 0 }")});
  for (bool joined : {true, false}) {
    std::vector<LinkItem> items;
    if (joined) {
      items = {{"-lfolder"}, {"-L" + ::testing::TempDir()}};
    } else {
      items = {{"-l"}, {"folder"}, {"-L"}, {::testing::TempDir()}};
    }
    auto whole = Join(items);
    ASSERT_NE(whole, nullptr);
    EXPECT_TRUE(Defines(*whole, "main"));
    EXPECT_TRUE(items[0].is_input);
  }
}

TEST_F(JoinTest, TwoDefinitionsAreAnError) {
  std::vector<LinkItem> items = {
      {Bitcode("d1.o", "define void @d() { ret void }"), true},
      {Bitcode("d2.o", "define void @d() { ret void }"), true}};
  absl::StatusOr<std::string> path = JoinBitcode(items, temporaries_);
  ASSERT_FALSE(path.ok());
  EXPECT_THAT(std::string(path.status().message()), HasSubstr("d2.o"));
}

TEST_F(JoinTest, BrokenBitcodeIsAnError) {
  std::vector<LinkItem> items = {{Write("bad.o", "BC\xC0\xDE rubbish"), true}};
  EXPECT_FALSE(JoinBitcode(items, temporaries_).ok());
}

}  // namespace
}  // namespace pagurus
