#include "compiler/driver/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace pagurus {
namespace {

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(TemporariesTest, AreRemoved) {
  std::string path;
  {
    Temporaries temporaries;
    path = *temporaries.Create("o");
    EXPECT_EQ(access(path.c_str(), W_OK), 0);
  }
  EXPECT_NE(access(path.c_str(), F_OK), 0);
}

TEST(WriteOutputTest, ReplacesTheFileAsAWhole) {
  std::string path = ::testing::TempDir() + "/output";
  std::ofstream(path) << "old";
  // A reader that has the old file open keeps the old content.
  std::ifstream reader(path);
  ASSERT_TRUE(WriteOutput(path, "new text").ok());
  EXPECT_EQ(Read(path), "new text");
  std::string old;
  reader >> old;
  EXPECT_EQ(old, "old");
  struct stat s;
  ASSERT_EQ(stat(path.c_str(), &s), 0);
  mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(s.st_mode & 0777, 0666 & ~mask);
}

TEST(WriteOutputTest, WritesThroughDevices) {
  EXPECT_TRUE(WriteOutput("/dev/null", "x").ok());
  struct stat s;
  ASSERT_EQ(stat("/dev/null", &s), 0);
  EXPECT_TRUE(S_ISCHR(s.st_mode));
}

TEST(WriteOutputTest, SaysWhatItCannotWrite) {
  absl::Status status = WriteOutput("/nonexistent/folder/x.o", "x");
  ASSERT_FALSE(status.ok());
  EXPECT_NE(std::string(status.message()).find("/nonexistent/folder/x.o"),
            std::string::npos);
}

}  // namespace
}  // namespace pagurus
