// I5: no listed routine uses more stack than the list says (leaf_routines.h),
// in any variant that this machine's CPU can be made to select.  glibc picks
// the variants when a program starts, so each selection is a process: this
// program with --measure and GLIBC_TUNABLES.
#include "compiler/leaf_routines.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/leaf_routines/measure.h"

namespace pagurus {
namespace {

constexpr const char* kSelections[] = {
    "",
    "-ERMS,-FSRM",
    "-RTM,-AVX512VL,-AVX512BW",
    "-AVX512VL,-AVX512BW,-ERMS,-FSRM",
    "-AVX512VL,-AVX512BW,-AVX512F,-AVX2",
    "-AVX512VL,-AVX512BW,-AVX512F,-AVX2,-AVX,-FMA,-FMA4",
    "-AVX512VL,-AVX512BW,-AVX512F,-AVX2,-AVX,-FMA,-SSE4_2,-ERMS,-FSRM",
    "-AVX512VL,-AVX512BW,-AVX512F,-AVX2,-AVX,-FMA,-SSE4_2,-SSE4_1,-SSSE3",
    "-AVX512VL,-AVX512BW,-AVX512F,-AVX2,-AVX,-FMA,-SSE4_2,-SSE4_1,-SSSE3,"
    "-Fast_Unaligned_Copy,-Fast_Unaligned_Load,Slow_BSF",
    "Prefer_No_AVX512_Probing,Prefer_No_VZEROUPPER",
};

// The list, measured: "name bytes address".
int Measure() {
  for (const LeafRoutine& routine : kLeafRoutines) {
    const std::string name(routine.name);
    const void* function = dlsym(RTLD_DEFAULT, name.c_str());
    if (function == nullptr) {
      std::fprintf(stderr, "no %s in the C library\n", name.c_str());
      return 1;
    }
    Dl_info info{};
    dladdr(function, &info);
    std::printf("%s %zu %zu\n", name.c_str(),
                MeasureStackUse(function, routine),
                static_cast<size_t>(static_cast<const char*>(function) -
                                    static_cast<const char*>(info.dli_fbase)));
  }
  return 0;
}

std::string MeasureWith(const std::string& selection) {
  int pipe_ends[2];
  std::fflush(stdout);
  if (pipe(pipe_ends) != 0) return "";
  const pid_t child = fork();
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    setenv("GLIBC_TUNABLES", ("glibc.cpu.hwcaps=" + selection).c_str(), 1);
    execl("/proc/self/exe", "leaf_routines_test", "--measure", nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  std::string out;
  char buffer[4096];
  for (ssize_t n; (n = read(pipe_ends[0], buffer, sizeof buffer)) > 0;)
    out.append(buffer, n);
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0) << "with glibc.cpu.hwcaps=" << selection;
  return out;
}

TEST(LeafRoutines, MeasurementSeesEveryByte) {
  constexpr LeafRoutine kNone{"uses_200_bytes", "i", LeafResult::kNumber, 200};
  EXPECT_EQ(
      MeasureStackUse(reinterpret_cast<const void*>(uses_200_bytes), kNone),
      200u);
}

TEST(LeafRoutines, UseNoMoreStackThanListed) {
  std::map<std::string, std::set<size_t>> variants;
  for (const char* selection : kSelections) {
    std::istringstream lines(MeasureWith(selection));
    std::string name;
    size_t bytes, address, count = 0;
    while (lines >> name >> bytes >> address) {
      const LeafRoutine* routine = FindLeafRoutine(name);
      ASSERT_NE(routine, nullptr) << name;
      EXPECT_LE(bytes, routine->stack)
          << name << " with glibc.cpu.hwcaps=" << selection;
      variants[name].insert(address);
      ++count;
    }
    EXPECT_EQ(count, std::size(kLeafRoutines)) << selection;
  }
  // The selections select.
  if (__builtin_cpu_supports("avx2")) {
    for (const char* name : {"memcpy", "strlen", "strchr", "floor"})
      EXPECT_GT(variants[name].size(), 1u) << name;
  }
  for (const auto& [name, addresses] : variants)
    std::printf("%-20s %zu variants\n", name.c_str(), addresses.size());
}

}  // namespace
}  // namespace pagurus

int main(int argc, char** argv) {
  if (argc > 1 && std::string(argv[1]) == "--measure")
    return pagurus::Measure();
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
