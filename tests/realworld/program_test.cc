// The programs' tests must be able to fail: programs made up here behave
// differently, do not build, or are not managed.
#include "tests/realworld/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "tests/support/toolchain.h"

namespace pagurus {
namespace {

using ::testing::HasSubstr;

// A program of one source, whose cases are arguments to it.
constexpr char kDescription[] = R"sh(
cases=(same other_output fails native quiet)
same=(equal different missing)
declare -A stats=([quiet]=no) stress=([same]=3) grows=([other_output]=8192)
unpack() {
  cat > main.c <<'END'
#include <stdio.h>
#include <string.h>
__attribute__((noinline)) static void add(int n, long *sum) {
  long here = n;
  if (n > 0) add(n - 1, &here);
  *sum += here;
}
int main(int argc, char **argv) {
  long sum = 0;
  add(100, &sum);
  printf("%s %ld\n", argv[argc - 1], sum);
#ifdef __PAGURUS__
  if (strcmp(argv[1], "other_output") == 0) puts("managed");
  return strcmp(argv[1], "fails") == 0 ? 3 : 0;
#endif
}
END
}
build() {
  [[ ! -e broken ]] || { echo "cannot be built"; exit 1; }
  "$CC" -O2 main.c -o main
  echo yes > equal
  echo "$CC" > different
}
run() {
  case $1 in
    native) echo native ;;
    quiet) both ./main quiet ;;
    *) ./main "$1" ;;
  esac
}
)sh";

class ProgramTest : public testing::Test {
 protected:
  // The program described by `text`.
  Program Make(const std::string& text) {
    directory_ = TheToolchain().MakeDirectory("program");
    const std::string file = directory_ + "/fake.sh";
    std::ofstream(file) << text;
    return Program(file, directory_ + "/work");
  }

  static const Workload& Named(const Program& program,
                               const std::string& name) {
    for (const Workload& workload : program.workloads())
      if (workload.name == name) return workload;
    ADD_FAILURE() << "no workload " << name;
    return program.workloads().front();
  }

  std::string directory_;
};

TEST_F(ProgramTest, DescriptionIsRead) {
  const Program program = Make(kDescription);
  ASSERT_EQ(program.error(), "");
  ASSERT_EQ(program.workloads().size(), 5u);
  EXPECT_EQ(Named(program, "same").debug_modes,
            "stressmove=3,poison=1,faultonfree=1,clobberdead=1,verify=1");
  EXPECT_EQ(Named(program, "fails").debug_modes, kAllDebugModes);
  EXPECT_TRUE(Named(program, "same").statistics);
  EXPECT_FALSE(Named(program, "quiet").statistics);
  EXPECT_EQ(Named(program, "same").timeout_seconds, 300);
  EXPECT_EQ(Named(program, "other_output").stack_bytes, 8192);
  EXPECT_EQ(program.same_files().size(), 3u);
}

TEST_F(ProgramTest, BadDescriptionIsAnError) {
  EXPECT_THAT(Make("cases=(").error(), HasSubstr("fake.sh"));
  EXPECT_THAT(Make("cases=()").error(), HasSubstr("names no cases"));
}

TEST_F(ProgramTest, FailedBuildSaysWhyOnce) {
  Program program =
      Make(std::string(kDescription) + "unpack() { touch broken; }\n");
  EXPECT_THAT(program.Build(), HasSubstr("cannot be built"));
  EXPECT_THAT(program.Build(), HasSubstr("not built"));
}

TEST_F(ProgramTest, SourceWithAnotherChecksumIsRefused) {
  Program program = Make(
      "cases=(one)\n"
      "sources=(\"no-such-package none_1.orig.tar.gz 0123\")\n");
  EXPECT_THAT(program.Build(), HasSubstr("no-such-package"));
}

TEST_F(ProgramTest, RunsAreCompared) {
  Program program = Make(kDescription);
  ASSERT_EQ(program.Build(), "");
  EXPECT_EQ(program.Run(Named(program, "same")), "");
  EXPECT_GT(program.pointers_rewritten(), 0);
  EXPECT_EQ(program.Run(Named(program, "quiet")), "");
  EXPECT_THAT(program.Run(Named(program, "other_output")),
              HasSubstr("managed"));
  EXPECT_THAT(program.Run(Named(program, "fails")), HasSubstr("exit status 3"));
  EXPECT_THAT(program.Run(Named(program, "native")),
              HasSubstr("nothing managed ran"));
  Workload large = Named(program, "same");
  large.stack_bytes = 1 << 30;
  EXPECT_THAT(program.Run(large), HasSubstr("the largest stack had"));
  EXPECT_EQ(program.CompareFile("equal"), "");
  EXPECT_THAT(program.CompareFile("different"), HasSubstr("differ"));
  EXPECT_THAT(program.CompareFile("missing"), HasSubstr("no such file"));
}

}  // namespace
}  // namespace pagurus
