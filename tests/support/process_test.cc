#include "tests/support/process.h"

#include <signal.h>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

TEST(ExecuteTest, KeepsOutputAndErrorsApart) {
  ProcessResult r = Execute({{"sh", "-c", "echo out; echo err >&2; exit 3"}});
  EXPECT_EQ(r.out, "out\n");
  EXPECT_EQ(r.err, "err\n");
  EXPECT_EQ(r.exit_code, 3);
  EXPECT_FALSE(r.Succeeded());
  EXPECT_EQ(r.Ending(), "exit status 3");
}

TEST(ExecuteTest, ReportsTheSignal) {
  ProcessResult r = Execute({{"sh", "-c", "kill -SEGV $$"}});
  EXPECT_EQ(r.signal, SIGSEGV);
  EXPECT_EQ(r.exit_code, -1);
  EXPECT_FALSE(r.Succeeded());
}

TEST(ExecuteTest, KillsTheWholeGroupAtTheTimeOut) {
  Command command = {{"sh", "-c", "sleep 1000 & sleep 1000; echo no"}};
  command.timeout_seconds = 1;
  ProcessResult r = Execute(command);
  EXPECT_TRUE(r.timed_out);
  EXPECT_FALSE(r.Succeeded());
  EXPECT_EQ(r.out, "");
}

TEST(ExecuteTest, PassesEnvironmentAndDirectory) {
  Command command = {{"sh", "-c", "echo $PAGURUS_TEST_VALUE; pwd"}};
  command.environment = {{"PAGURUS_TEST_VALUE", "a b"}};
  command.directory = "/";
  EXPECT_EQ(Execute(command).out, "a b\n/\n");
  EXPECT_EQ(ToShell(command),
            "cd / && PAGURUS_TEST_VALUE='a b' sh -c 'echo "
            "$PAGURUS_TEST_VALUE; pwd'");
}

TEST(ExecuteTest, MissingProgramIsAFailure) {
  ProcessResult r = Execute({{"/no/such/program"}});
  EXPECT_EQ(r.exit_code, 127);
  EXPECT_NE(r.err.find("/no/such/program"), std::string::npos);
}

}  // namespace
}  // namespace pagurus
