// Command lines and the steps they become.
#include "compiler/driver/plan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace pagurus {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const Installation kFound = {"lib/libpagurus.a", "include"};

Plan PlanOf(const std::vector<std::string>& args, bool cxx = false) {
  absl::StatusOr<Plan> plan = MakePlan(args, cxx, kFound);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *plan : Plan();
}

std::string ErrorOf(const std::vector<std::string>& args) {
  absl::StatusOr<Plan> plan = MakePlan(args, /*cxx=*/false, kFound);
  return plan.ok() ? "" : std::string(plan.status().message());
}

// The word after `flag`, "" if there is none.
std::string After(const std::vector<std::string>& args,
                  const std::string& flag) {
  auto it = std::find(args.begin(), args.end(), flag);
  return it == args.end() || it + 1 == args.end() ? "" : *(it + 1);
}

std::vector<std::string> Words(const Action& link) {
  std::vector<std::string> words;
  for (const LinkItem& item : link.items) words.push_back(item.word);
  return words;
}

TEST(PlanTest, CompileOnly) {
  Plan plan = PlanOf({"-c", "-O2", "-g", "-Iinc", "src/foo.c", "-lm"});
  ASSERT_THAT(plan.actions, SizeIs(1));
  const Action& action = plan.actions[0];
  EXPECT_EQ(action.kind, ActionKind::kCompile);
  EXPECT_EQ(action.input, "src/foo.c");
  EXPECT_EQ(action.output, "foo.o");
  EXPECT_EQ(action.codegen.opt_level, 2);
  EXPECT_FALSE(action.codegen.assembly);
  EXPECT_THAT(action.args,
              AllOf(Contains("-g"), Contains("-Iinc"), Not(Contains("-lm"))));
}

TEST(PlanTest, FlagsThatUnmanagedCodeWouldNeedAreOff) {
  Plan plan =
      PlanOf({"-c", "-fstack-protector-all", "-fcf-protection=full", "a.c"});
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_THAT(
      plan.actions[0].args,
      AllOf(Contains("-fno-stack-protector"), Contains("-fcf-protection=none"),
            Contains("-disable-O0-optnone"),
            Not(Contains("-fstack-protector-all"))));
}

TEST(PlanTest, SeveralFilesEachMakeAnObject) {
  Plan plan = PlanOf({"-c", "a.c", "b/b.cc", "c.ll", "n.S", "ignored.o"});
  ASSERT_THAT(plan.actions, SizeIs(4));
  EXPECT_EQ(plan.actions[0].output, "a.o");
  EXPECT_EQ(plan.actions[1].output, "b.o");
  EXPECT_EQ(plan.actions[2].output, "c.o");
  EXPECT_TRUE(plan.actions[2].is_ir);
  EXPECT_EQ(plan.actions[3].kind, ActionKind::kClang);  // native assembly
  EXPECT_EQ(After(plan.actions[3].args, "-o"), "n.o");
}

TEST(PlanTest, OneOutputForSeveralFiles) {
  EXPECT_THAT(ErrorOf({"-c", "a.c", "b.c", "-o", "x.o"}), HasSubstr("-o"));
  EXPECT_EQ(ErrorOf({"-c", "a.c", "b.o", "-o", "x.o"}), "");
}

TEST(PlanTest, LinkKeepsTheUsersOrder) {
  Plan plan = PlanOf({"a.c", "-L.", "-lfoo", "b.o", "-Wl,--start-group", "c.S",
                      "libx.a", "-Wl,--end-group", "-O1"});
  ASSERT_THAT(plan.actions, SizeIs(3));
  EXPECT_EQ(plan.actions[0].kind, ActionKind::kCompile);
  EXPECT_EQ(plan.actions[0].output, TemporaryName(0));
  EXPECT_EQ(After(plan.actions[1].args, "-o"), TemporaryName(1));
  const Action& link = plan.actions[2];
  EXPECT_EQ(link.kind, ActionKind::kLink);
  EXPECT_EQ(link.output, "a.out");
  EXPECT_THAT(Words(link), ElementsAre(TemporaryName(0), "-L.", "-lfoo", "b.o",
                                       "-Wl,--start-group", TemporaryName(1),
                                       "libx.a", "-Wl,--end-group", "-O1"));
  EXPECT_THAT(plan.temporaries, ElementsAre("o", "o"));
}

TEST(PlanTest, CompileFlagsStayOutOfTheLink) {
  Plan plan = PlanOf({"-DX", "-std=c99", "-Wall", "-MD", "a.o", "-o", "p"});
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_THAT(Words(plan.actions[0]), ElementsAre("a.o"));
  EXPECT_EQ(plan.actions[0].output, "p");
}

TEST(PlanTest, LinkNeedsTheRuntime) {
  absl::StatusOr<Plan> plan = MakePlan({"a.o"}, false, Installation());
  ASSERT_FALSE(plan.ok());
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("libpagurus.a"));
  EXPECT_EQ(PlanOf({"a.o", "--pagurus-runtime=r.a"}).installation.runtime,
            "r.a");
}

TEST(PlanTest, RefusedOnlyWhenLinking) {
  EXPECT_THAT(ErrorOf({"a.o", "-nostdlib"}), HasSubstr("C library"));
  EXPECT_THAT(ErrorOf({"a.o", "-r"}), HasSubstr("partial link"));
  EXPECT_EQ(ErrorOf({"-c", "a.c", "-nostdlib"}), "");
}

TEST(PlanTest, OptimisationLevels) {
  auto level = [](std::vector<std::string> args) {
    args.insert(args.end(), {"-c", "a.c"});
    return PlanOf(args).actions.at(0).codegen.opt_level;
  };
  EXPECT_EQ(level({}), 0);
  EXPECT_EQ(level({"-O"}), 1);
  EXPECT_EQ(level({"-Og"}), 1);
  EXPECT_EQ(level({"-Os"}), 2);
  EXPECT_EQ(level({"-Oz"}), 2);
  EXPECT_EQ(level({"-O3"}), 3);
  EXPECT_EQ(level({"-O3", "-O0"}), 0);
  EXPECT_EQ(level({"-Ofast"}), 3);
}

TEST(PlanTest, AssemblyAndIr) {
  Plan assembly = PlanOf({"-S", "a.c"});
  EXPECT_EQ(assembly.actions.at(0).kind, ActionKind::kCompile);
  EXPECT_TRUE(assembly.actions[0].codegen.assembly);
  EXPECT_EQ(assembly.actions[0].output, "a.s");

  Plan text = PlanOf({"-S", "-emit-llvm", "a.c"});
  EXPECT_EQ(text.actions.at(0).kind, ActionKind::kClang);
  EXPECT_EQ(After(text.actions[0].args, "-o"), "a.ll");

  Plan bitcode = PlanOf({"-c", "-emit-llvm", "a.c"});
  EXPECT_EQ(After(bitcode.actions.at(0).args, "-o"), "a.bc");

  EXPECT_THAT(ErrorOf({"-emit-llvm", "a.c"}), HasSubstr("linking"));
}

TEST(PlanTest, WholeProgram) {
  Plan compile = PlanOf({"-flto", "-O2", "-c", "a.c"});
  EXPECT_EQ(compile.actions.at(0).kind, ActionKind::kClang);
  EXPECT_EQ(After(compile.actions[0].args, "-o"), "a.o");
  EXPECT_THAT(compile.actions[0].args, Contains("-emit-llvm"));

  Plan link = PlanOf({"-flto", "a.c", "b.o"});
  EXPECT_EQ(link.actions.at(0).kind, ActionKind::kClang);
  EXPECT_THAT(link.temporaries, ElementsAre("bc"));
  EXPECT_EQ(link.actions.at(1).codegen.opt_level, 2);

  Plan off = PlanOf({"-flto=thin", "-fno-lto", "-c", "a.c"});
  EXPECT_EQ(off.actions.at(0).kind, ActionKind::kCompile);
}

TEST(PlanTest, PreprocessingIsClangs) {
  Plan plan = PlanOf({"-E", "-DX", "a.c", "-c"});
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(plan.actions[0].kind, ActionKind::kClang);
  EXPECT_THAT(plan.actions[0].args, AllOf(Contains("-E"), Contains("-DX")));
  EXPECT_EQ(PlanOf({"-M", "a.c"}).actions.at(0).kind, ActionKind::kClang);
  EXPECT_THAT(PlanOf({"-fsyntax-only", "a.c"}).actions.at(0).args,
              Contains("-fsyntax-only"));
}

struct DependencyCase {
  std::vector<std::string> args;
  std::string file, target;  // "" = the driver adds none
};

class DependencyTest : public ::testing::TestWithParam<DependencyCase> {};

TEST_P(DependencyTest, NamesAreThoseClangWouldChoose) {
  Plan plan = PlanOf(GetParam().args);
  ASSERT_FALSE(plan.actions.empty());
  EXPECT_EQ(After(plan.actions[0].args, "-MF"), GetParam().file);
  EXPECT_EQ(After(plan.actions[0].args, "-MQ"), GetParam().target);
}

INSTANTIATE_TEST_SUITE_P(
    All, DependencyTest,
    ::testing::Values(
        DependencyCase{{"-MD", "-c", "d/a.c"}, "a.d", "a.o"},
        DependencyCase{
            {"-MMD", "-c", "d/a.c", "-o", "o/b.o"}, "o/b.d", "o/b.o"},
        DependencyCase{{"-MD", "-c", "a.c", "-o", "d.x/b"}, "d.x/b.d", "d.x/b"},
        DependencyCase{{"-MD", "-MF", "x.d", "-c", "a.c"}, "x.d", "a.o"},
        DependencyCase{{"-MD", "-MT", "t", "-c", "a.c"}, "a.d", ""},
        DependencyCase{{"-Wp,-MD,y.d", "-c", "a.c", "-o", "b.o"}, "y.d", "b.o"},
        DependencyCase{{"-MD", "a.c", "-o", "prog"}, "prog.d", "prog"},
        DependencyCase{{"-c", "a.c"}, "", ""}));

TEST(PlanTest, QueriesGoToClangUntouched) {
  for (const char* query : {"-dumpmachine", "-print-search-dirs",
                            "--print-prog-name=ld", "--help"}) {
    Plan plan = PlanOf({query});
    ASSERT_THAT(plan.actions, SizeIs(1)) << query;
    EXPECT_EQ(plan.actions[0].kind, ActionKind::kClang);
    EXPECT_THAT(plan.actions[0].args, ElementsAre(query));
  }
  EXPECT_EQ(PlanOf({"--version"}).actions.at(0).kind, ActionKind::kVersion);
  EXPECT_THAT(PlanOf({"-v"}).actions.at(0).args, Contains("-v"));
}

TEST(PlanTest, CxxModeReachesEveryStep) {
  Plan plan = PlanOf({"a.cc", "b.s"}, /*cxx=*/true);
  ASSERT_THAT(plan.actions, SizeIs(3));
  for (const Action& action : plan.actions) {
    EXPECT_EQ(action.args.at(0), "--driver-mode=g++");
  }
}

TEST(PlanTest, StandardInput) {
  EXPECT_THAT(ErrorOf({"-c", "-"}), HasSubstr("-x required"));
  Plan plan = PlanOf({"-c", "-x", "c", "-"});
  ASSERT_THAT(plan.actions, SizeIs(1));
  EXPECT_EQ(plan.actions[0].language, "c");
  EXPECT_EQ(plan.actions[0].output, "-.o");
  EXPECT_THAT(PlanOf({"-E", "-"}).actions, SizeIs(1));
}

TEST(PlanTest, NothingToDo) {
  EXPECT_EQ(ErrorOf({}), "no input files");
  EXPECT_EQ(ErrorOf({"-O2"}), "no input files");
  EXPECT_THAT(PlanOf({"-c", "a.o"}).actions, IsEmpty());
  EXPECT_THAT(ErrorOf({"a.f90"}), HasSubstr("language"));
}

TEST(PlanTest, PublicHeaderIsFoundLast) {
  Plan plan = PlanOf({"-c", "a.c"});
  EXPECT_EQ(After(plan.actions.at(0).args, "-idirafter"), "include");
}

TEST(PlanTest, RemarksAreRemembered) {
  Plan plan = PlanOf({"-c", "-Rpass=pagurus", "-Rpass-missed=.*", "a.c"});
  EXPECT_EQ(plan.actions.at(0).codegen.remarks.passed, "pagurus");
  EXPECT_EQ(plan.actions[0].codegen.remarks.missed, ".*");
  EXPECT_THAT(plan.actions[0].args, Contains("-Rpass=pagurus"));
}

}  // namespace
}  // namespace pagurus
