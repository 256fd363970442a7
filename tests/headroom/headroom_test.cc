// The headroom check (I5, I6): every program that keeps to the rules passes,
// with every linker; each way to break one is found, by name.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

constexpr char kDirectory[] = "tests/headroom/programs/";

std::string Source(const std::string& name) {
  return TheToolchain().root + "/" + kDirectory + name;
}

// What the file's "// EXPECT: " lines say, whole.
std::vector<std::string> Expected(const std::string& text) {
  std::vector<std::string> lines;
  constexpr char kKey[] = "// EXPECT: ";
  for (size_t at = text.find(kKey); at != std::string::npos;
       at = text.find(kKey, at + 1)) {
    const size_t begin = at + sizeof kKey - 1;
    lines.push_back(text.substr(begin, text.find('\n', begin) - begin));
  }
  return lines;
}

void ExpectIn(const std::string& text, const std::vector<std::string>& parts) {
  ASSERT_FALSE(parts.empty());
  for (const std::string& part : parts)
    EXPECT_NE(text.find(part), std::string::npos)
        << "expected: " << part << "\n   found: " << text;
}

ProcessResult Maps(const std::string& program) {
  return Execute({{TheToolchain().root + "/stackmaps/pagurus-maps",
                   "--headroom", program}});
}

class BrokenTest : public testing::TestWithParam<std::string> {};

TEST_P(BrokenTest, IsRefusedWhenLinked) {
  const Toolchain& tools = TheToolchain();
  const std::string source = Source(GetParam());
  const bool assembly = source.ends_with(".S");
  const std::string directory = tools.MakeDirectory(TestName(GetParam(), ""));
  const std::string object = directory + "/part.o";
  const std::string program = directory + "/program";
  // Both kinds of parts are native code to the compiler.
  ProcessResult result = Execute(tools.Reference(
      false,
      {"-c", "-O1", "-fno-builtin", "-I" + tools.root, source, "-o", object}));
  ASSERT_TRUE(result.Succeeded()) << result.err;
  for (const std::string linker : {"bfd", "lld-19"}) {
    const Command link =
        tools.Pagurus(false, {"-O1", "-fuse-ld=" + linker,
                              Source(assembly ? "main.c" : "strlen_main.c"),
                              object, "-o", program});
    result = Execute(link);
    EXPECT_GT(result.exit_code, 0) << ToShell(link);
    ExpectIn(result.err, Expected(ReadFile(source)));
    EXPECT_FALSE(std::filesystem::exists(program));
  }
}

std::vector<std::string> Broken() {
  std::vector<std::string> files = ListFiles(kDirectory, {".S", ".c"});
  std::erase_if(files, [](const std::string& name) {
    return name == "main.c" || name == "strlen_main.c" ||
           name == "everything.c";
  });
  return files;
}

INSTANTIATE_TEST_SUITE_P(Programs, BrokenTest, testing::ValuesIn(Broken()),
                         [](const testing::TestParamInfo<std::string>& info) {
                           return TestName(info.param, "");
                         });

class GoodTest : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(GoodTest, AssemblyNeedsWhatItDeclares) {
  const Toolchain& tools = TheToolchain();
  const std::string program = tools.MakeDirectory("everything") + "/program";
  std::vector<std::string> argv = {"-O2", Source("everything.c"), "-lm", "-o",
                                   program};
  argv.insert(argv.end(), GetParam().begin(), GetParam().end());
  const Command link = tools.Pagurus(false, argv);
  ProcessResult result = Execute(link);
  ASSERT_TRUE(result.Succeeded()) << ToShell(link) << result.err;
  result = Execute({{program, "argument"}});
  EXPECT_TRUE(result.Succeeded()) << result.Ending() << result.err;
  EXPECT_EQ(result.out, "1 2 3 work\n0 1\n");
  result = Maps(program);
  ASSERT_TRUE(result.Succeeded()) << result.err;
  // The table of docs/invariants.md.
  ExpectIn(result.out, {
                           "\n    __pag_arena_grow: 24 bytes\n",
                           "\n    __pag_gate_native: 24 bytes\n",
                           "\n    __pag_block_here: 0 bytes\n",
                           "\n    __pag_morestack: 0 bytes\n",
                           "\n    __pag_setjmp: 0 bytes\n",
                           "\n    __pag_sigsetjmp: 0 bytes\n",
                       });
}

INSTANTIATE_TEST_SUITE_P(
    Links, GoodTest,
    testing::Values(std::vector<std::string>{"-fuse-ld=bfd"},
                    std::vector<std::string>{"-fuse-ld=gold"},
                    std::vector<std::string>{"-fuse-ld=lld-19"},
                    std::vector<std::string>{"-fuse-ld=bfd", "-static"},
                    std::vector<std::string>{"-fuse-ld=lld-19", "-static"},
                    std::vector<std::string>{"-fuse-ld=bfd", "-fno-pie",
                                             "-no-pie", "-Wl,-z,lazy"}),
    [](const testing::TestParamInfo<std::vector<std::string>>& info) {
      return "n" + std::to_string(info.index);
    });

// Not linked by our driver: nothing keeps the dynamic linker from a goroutine's
// stack.
TEST(LazyBindingTest, IsSeen) {
  const Toolchain& tools = TheToolchain();
  ASSERT_FALSE(tools.runtime.empty()) << "needs --runtime=";
  const std::string directory = tools.MakeDirectory("lazy");
  const std::string object = directory + "/main.o";
  ProcessResult result = Execute(tools.Pagurus(
      false, {"-O1", "-c", Source("strlen_main.c"), "-o", object}));
  ASSERT_TRUE(result.Succeeded()) << result.err;
  for (const std::string binding : {"lazy", "now"}) {
    const std::string program = directory + "/" + binding;
    result = Execute(tools.Reference(
        false, {"-fuse-ld=bfd", "-Wl,-u,pag_main", object, tools.runtime,
                "-Wl,-z," + binding, "-o", program}));
    ASSERT_TRUE(result.Succeeded()) << result.err;
    result = Maps(program);
    if (binding == "now") {
      EXPECT_TRUE(result.Succeeded()) << result.err;
    } else {
      EXPECT_EQ(result.exit_code, 1);
      ExpectIn(result.err, {"strlen: its first call runs the dynamic linker on "
                            "the goroutine's stack: link with -z now (I5)"});
    }
  }
}

TEST(StrippedTest, CannotBeChecked) {
  const Toolchain& tools = TheToolchain();
  const std::string program = tools.MakeDirectory("stripped") + "/program";
  ProcessResult result = Execute(tools.Pagurus(
      false, {"-O1", Source("strlen_main.c"), "-s", "-o", program}));
  ASSERT_TRUE(result.Succeeded()) << result.err;
  result = Maps(program);
  EXPECT_EQ(result.exit_code, 1);
  ExpectIn(result.err, {"check it before stripping it"});
}

}  // namespace
}  // namespace pagurus
