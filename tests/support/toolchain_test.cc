#include "tests/support/toolchain.h"

#include "gtest/gtest.h"

namespace pagurus {
namespace {

TEST(DirectiveTest, CollectsWordsFromTheFirstComment) {
  const char kSource[] =
      "// FLAGS: -lm -DX=1\n// ARGS: one \"two words\" \"\"\n"
      "// prose FLAGS: not this\n// FLAGS: -g\n#include <x>\n// FLAGS: -no\n";
  EXPECT_EQ(Directive(kSource, "FLAGS"),
            (std::vector<std::string>{"-lm", "-DX=1", "-g"}));
  EXPECT_EQ(Directive(kSource, "ARGS"),
            (std::vector<std::string>{"one", "two words", ""}));
  EXPECT_TRUE(Directive(kSource, "OPT").empty());
}

TEST(StatisticTest, ReadsTheLastLine) {
  const char kErr[] =
      "noise \"moves\": 9\npagurus-stats: {\"moves\": 12, \"grows\":3}\n";
  EXPECT_EQ(Statistic(kErr, "moves"), 12);
  EXPECT_EQ(Statistic(kErr, "grows"), 3);
  EXPECT_EQ(Statistic(kErr, "shrinks"), -1);
  EXPECT_EQ(Statistic("", "moves"), -1);
}

TEST(DifferenceTest, NamesTheLines) {
  EXPECT_EQ(Difference("a\nb\n", "a\nb\n"), "");
  EXPECT_EQ(Difference("a\nb\n", "a\nc\n"),
            "line 2 expected: b\nline 2   actual: c\n");
  EXPECT_EQ(Difference("a\n", "a\nb\n"),
            "line 2 expected: (end of output)\nline 2   actual: b\n");
  EXPECT_NE(Difference("a", "a\n"), "");
}

TEST(TestNameTest, IsAnIdentifier) {
  EXPECT_EQ(TestName("va-list.c", "-O2 -g"), "valist_O2_g");
}

}  // namespace
}  // namespace pagurus
