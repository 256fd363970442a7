// The driver as build systems use it: run as a program, judged by its files,
// messages and exit status.
#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pagurus {
namespace {

using ::testing::ContainsRegex;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Result {
  int status = -1;
  std::string output;  // standard output and error
};

// Each test works in a folder of its own; the driver's temporary files go into
// another, which must be empty afterwards.
class DriverTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* srcdir = getenv("TEST_SRCDIR");
    ASSERT_NE(srcdir, nullptr) << "run by bazel test";
    driver_ = std::string(srcdir) + "/pagurus/compiler/driver/pagurus-cc";
    folder_ = MakeFolder("work");
    temporary_ = MakeFolder("tmp");
    ASSERT_EQ(chdir(folder_.c_str()), 0);
    setenv("TMPDIR", temporary_.c_str(), 1);
    setenv("CC", driver_.c_str(), 1);
    setenv("CXX", (driver_ + " --driver-mode=g++").c_str(), 1);
  }

  void TearDown() override {
    EXPECT_THAT(Files(temporary_), IsEmpty()) << "temporary files left";
  }

  static std::string MakeFolder(const std::string& name) {
    // Asked once: the answer may depend on $TMPDIR, which SetUp changes.
    static const std::string kBase = ::testing::TempDir();
    std::string path = kBase + "/" + name + ".XXXXXX";
    EXPECT_NE(mkdtemp(path.data()), nullptr);
    return path;
  }

  static std::vector<std::string> Files(const std::string& folder) {
    std::vector<std::string> names;
    DIR* dir = opendir(folder.c_str());
    if (dir == nullptr) return {"cannot open " + folder};
    while (dirent* entry = readdir(dir)) {
      if (entry->d_name[0] != '.') names.push_back(entry->d_name);
    }
    closedir(dir);
    return names;
  }

  static void Write(const std::string& name, const std::string& text) {
    std::ofstream(name) << text;
  }

  static std::string Read(const std::string& name) {
    std::ifstream file(name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }

  static bool Exists(const std::string& name) {
    return access(name.c_str(), F_OK) == 0;
  }

  // Runs a shell command; $CC and $CXX are the drivers.
  static Result Run(const std::string& command) {
    Result result;
    FILE* pipe = popen(("{ " + command + "\n} 2>&1").c_str(), "r");
    if (pipe == nullptr) return result;
    char buffer[4096];
    while (size_t n = fread(buffer, 1, sizeof buffer, pipe)) {
      result.output.append(buffer, n);
    }
    int status = pclose(pipe);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return result;
  }

  static void ExpectRuns(const std::string& command,
                         const std::string& output) {
    Result result = Run(command);
    EXPECT_EQ(result.status, 0) << command << "\n" << result.output;
    EXPECT_EQ(result.output, output) << command;
  }

  std::string driver_, folder_, temporary_;
};

constexpr char kHello[] = R"(
#include <stdio.h>
int main(void) { puts("hello"); return 0; }
)";

TEST_F(DriverTest, CompilesAndLinksInOneGo) {
  Write("hello.c", kHello);
  for (const char* flags : {"", "-O2", "-O3 -g", "-Os", "-O1 -fPIC", "-no-pie",
                            "-fuse-ld=bfd", "-fuse-ld=gold", "-fuse-ld=lld"}) {
    ExpectRuns(std::string("$CC ") + flags + " hello.c -o hello && ./hello",
               "hello\n");
  }
}

TEST_F(DriverTest, CompilesAndLinksSeparately) {
  Write("a.c", "int b(int); int main(void) { return b(41) - 42; }");
  Write("b.c", "int b(int x) { return x + 1; }");
  Write("c.s",
        ".text\n.globl unused\nunused: ret\n"
        ".section .note.GNU-stack,\"\",@progbits\n");
  ExpectRuns("$CC -c a.c b.c c.s && $CC a.o b.o c.o && ./a.out", "");
}

TEST_F(DriverTest, CompilesCxx) {
  Write("a.cc", R"(
    #include <cstdio>
    #include <string>
    struct Shout { std::string text; const char* c() const { return text.c_str(); } };
    int main() { Shout s{std::string("hey")}; std::puts(s.c()); }
  )");
  ExpectRuns("$CXX -O2 -fno-exceptions a.cc -o a && ./a", "hey\n");
}

TEST_F(DriverTest, ReadsTheStandardInputAndResponseFiles) {
  Write("hello.c", kHello);
  ExpectRuns("$CC -x c - -o hello < hello.c && ./hello", "hello\n");
  Write("args", "-O2 'hello.c'\n-o \"with space\"");
  ExpectRuns("$CC @args && './with space'", "hello\n");
}

TEST_F(DriverTest, TakesIrFromAnyFrontEnd) {
  Write("x.ll", R"(
    @text = private constant [3 x i8] c"ir\00"
    declare i32 @puts(ptr)
    define i32 @main() {
      %n = call i32 @puts(ptr @text)
      ret i32 0
    }
  )");
  ExpectRuns("$CC -O1 x.ll -o x && ./x", "ir\n");
  ExpectRuns("$CC -c -emit-llvm x.ll && $CC x.bc -o y && ./y", "ir\n");
}

TEST_F(DriverTest, RefusesIrOfAnotherMachine) {
  Write("x.ll", "target triple = \"aarch64-linux-gnu\"\n");
  Result result = Run("$CC -c x.ll");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, HasSubstr("x.ll: error: target 'aarch64"));
}

// main is called pag_main in an object, so the start files do not pull it out
// of an archive by themselves.
TEST_F(DriverTest, FindsMainInAnArchive) {
  Write("hello.c", kHello);
  Write("empty.c", "");
  ASSERT_EQ(Run("$CC -c hello.c && llvm-ar-19 rc libhello.a hello.o").status,
            0);
  for (const char* linker : {"bfd", "gold", "lld"}) {
    ExpectRuns(std::string("$CC empty.c -L. -lhello -o hello -fuse-ld=") +
                   linker + " && ./hello",
               "hello\n");
  }
}

TEST_F(DriverTest, WholeProgramBitcode) {
  Write("a.c", "int b(int); int main(void) { return b(41) - 42; }");
  Write("b.c", "int b(int x) { return x + 1; }");
  ASSERT_EQ(Run("$CC -flto -O2 -c a.c b.c && llvm-ar-19 rc libb.a b.o").status,
            0);
  // One call is left of the program once both files are one module.
  ExpectRuns("$CC -flto -O2 a.o b.o -o p && ./p", "");
  ExpectRuns("$CC -O2 a.o libb.a -o p && ./p", "");
  // lld would compile bitcode itself, as native code.
  ExpectRuns("$CC -O2 a.o -L. -lb -fuse-ld=lld -o p && ./p", "");
  Result maps = Run("nm p");
  EXPECT_THAT(maps.output, HasSubstr("pag_main"));
}

TEST_F(DriverTest, WritesDependencies) {
  Write("hello.c", std::string("#include \"x.h\"\n") + kHello);
  Write("x.h", "");
  ASSERT_EQ(Run("mkdir d && $CC -MMD -MP -c hello.c -o d/hello.o").status, 0);
  EXPECT_EQ(Read("d/hello.d"), "d/hello.o: hello.c x.h\nx.h:\n");
  ExpectRuns("$CC -MM hello.c", "hello.o: hello.c x.h\n");
}

TEST_F(DriverTest, PreprocessesAndAnswersLikeClang) {
  Write("m.c", "#ifdef __PAGURUS__\nmanaged X\n#endif\n");
  ExpectRuns("$CC -E -P -DX=yes m.c | grep managed", "managed yes\n");
  ExpectRuns("$CC -dumpmachine", "x86_64-pc-linux-gnu\n");
  Result version = Run("$CC --version");
  EXPECT_EQ(version.status, 0);
  EXPECT_THAT(version.output, HasSubstr("clang version 19"));
  EXPECT_THAT(version.output, HasSubstr("Pagurus"));
}

TEST_F(DriverTest, WritesAssemblyThatAssembles) {
  Write("hello.c", kHello);
  ExpectRuns("$CC -O2 -S hello.c && $CC hello.s -o hello && ./hello",
             "hello\n");
}

TEST_F(DriverTest, FindsThePublicHeaders) {
  Write("g.c", R"(
    #include <pagurus.h>
    #include <pagurus_gc.h>
    #include <pagurus_world.h>
    #include <stdio.h>
    static pag_waitgroup group = PAG_INIT;
    static void go(void *arg) { puts(arg); pag_waitgroup_done(&group); }
    int main(void) {
      pag_waitgroup_add(&group, 1);
      pag_go(go, "goroutine");
      pag_waitgroup_wait(&group);
      return 0;
    }
  )");
  ExpectRuns("$CC g.c -o g && ./g", "goroutine\n");
}

// --- Refusals and errors -----------------------------------------------------

TEST_F(DriverTest, RefusesFlagsWithReason) {
  Write("hello.c", kHello);
  Result result = Run("$CC -shared -fPIC hello.c -o hello.so");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output,
              ContainsRegex("^pagurus-cc: error: -shared is not supported: "));
  EXPECT_FALSE(Exists("hello.so"));
}

// I10: the line is named without -g, too.
TEST_F(DriverTest, RefusalsNameFileAndLine) {
  Write("refused.c",
        "int f(void) { return 0; }\n"
        "void *g(void) {\n"
        "  return __builtin_frame_address(0);\n"
        "}\n");
  for (const char* flags : {"", "-O2", "-O2 -g"}) {
    Result result = Run(std::string("$CC -c ") + flags + " refused.c");
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.output, HasSubstr("refused.c:3: error: "));
    EXPECT_FALSE(Exists("refused.o"));
  }
}

TEST_F(DriverTest, KeepsTheOldOutputOnFailure) {
  Write("x.o", "old");
  Write("x.c", "int f( {");
  Result result = Run("$CC -c x.c");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, HasSubstr("x.c:1:"));
  EXPECT_EQ(Read("x.o"), "old");
}

TEST_F(DriverTest, AssemblerErrorsNameFileAndLine) {
  Write("x.c", "void f(void) {\n  __asm__(\"bogus %eax\");\n}\n");
  Result result = Run("$CC -c x.c");
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.output, ContainsRegex("x\\.c:2:[0-9]+: error: .*bogus"));
}

TEST_F(DriverTest, WarningsAreShownOnce) {
  Write("x.c",
        "int unused(void) { int x; return 0; }\n"
        "void *g(void) { return __builtin_frame_address(0); }\n");
  Result result = Run("$CC -Wall -c x.c");
  size_t first = result.output.find("unused variable");
  ASSERT_NE(first, std::string::npos) << result.output;
  EXPECT_EQ(result.output.find("unused variable", first + 1), std::string::npos)
      << result.output;
}

TEST_F(DriverTest, RemarksSayWhatIsPinned) {
  Write("x.c",
        "#include <stdio.h>\n"
        "void f(FILE *file) {\n"
        "  char line[80];\n"
        "  fgets(line, sizeof line, file);\n"
        "}\n");
  Result result = Run("$CC -O2 -c -Rpass=pagurus -Rpass-missed=pagurus x.c");
  EXPECT_EQ(result.status, 0) << result.output;
  EXPECT_THAT(result.output,
              ContainsRegex("x\\.c:[0-9]+:[0-9]+: remark: .*line.*fgets"));
  EXPECT_THAT(Run("$CC -O2 -c x.c").output, IsEmpty());
}

TEST_F(DriverTest, MissingClangIsAnError) {
  Write("hello.c", kHello);
  Result result = Run("PAGURUS_CLANG=/nonexistent/clang $CC -c hello.c");
  EXPECT_NE(result.status, 0);
  EXPECT_THAT(result.output, HasSubstr("/nonexistent/clang"));
}

// A make that is interrupted leaves nothing behind.
TEST_F(DriverTest, SignalsRemoveTemporaries) {
  // A clang that takes its time.
  Write("slow", "#!/bin/sh\necho $$ > pid\nmv pid started\nexec sleep 100\n");
  chmod("slow", 0755);
  Write("hello.c", kHello);
  Result result =
      Run("PAGURUS_CLANG=$PWD/slow $CC -c hello.c & driver=$!\n"
          "while [ ! -e started ]; do sleep 0.05; done\n"
          "kill -TERM $driver; wait $driver; echo $?\n"
          "kill $(cat started)");
  EXPECT_THAT(result.output, EndsWith("143\n"));  // 128 + SIGTERM
  EXPECT_FALSE(Exists("hello.o"));
}

}  // namespace
}  // namespace pagurus
