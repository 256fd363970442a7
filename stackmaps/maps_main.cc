// pagurus-maps: shows the stack maps of ELF files.
// Exit status: 0, 1 if a file could not be read or its maps are wrong, 2 for
// wrong usage.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "arch/x86_64/offsets.h"
#include "headroom/headroom.h"
#include "headroom/program.h"
#include "stackmaps/dump.h"
#include "stackmaps/elf_maps.h"

namespace pagurus {
namespace {

constexpr char kUsage[] =
    "usage: pagurus-maps [--safepoints | --summary | --headroom] FILE...\n"
    "\n"
    "Checks and shows the stack maps of executables and object files: per\n"
    "function its address, bytes of code, bytes of frame, homes (number and\n"
    "first one's offset), registers and stack arguments that may point into\n"
    "the stack at entry, flags and name; then the size of the maps and their\n"
    "share of the managed text.\n"
    "\n"
    "  --safepoints  also each return address and the homes live there\n"
    "  --summary     only the sizes\n"
    "  --headroom    instead: proves of linked programs that no chain of\n"
    "                calls without a prologue check uses more stack than "
    "every\n"
    "                check leaves, or names one that may\n"
    "  --help        this text\n"
    "\n"
    "Exit status: 0; 1 if a file has no maps or wrong ones; 2 for wrong "
    "usage.\n";

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return absl::NotFoundError(std::strerror(errno));
  std::string contents;
  char buffer[65536];
  size_t n;
  while ((n = std::fread(buffer, 1, sizeof buffer, file)) != 0) {
    contents.append(buffer, n);
  }
  const bool failed = std::ferror(file) != 0;
  const int error = errno;
  std::fclose(file);
  if (failed) return absl::UnavailableError(std::strerror(error));
  return contents;
}

struct Options {
  DumpOptions dump;
  bool headroom = false;
};

absl::StatusOr<std::string> ProveHeadroom(const std::string& contents) {
  const absl::StatusOr<Program> program = LoadProgram(contents);
  if (!program.ok()) return program.status();
  const absl::StatusOr<HeadroomReport> report = CheckHeadroom(*program);
  if (!report.ok()) return report.status();
  std::string text = absl::StrCat(
      report->functions, " functions, ", report->unchecked,
      " without a check; the deepest chain needs ", report->deepest, " of ",
      PAG_STACK_SLACK, " bytes:\n", report->chain,
      "native code on goroutines' stacks, and what it needs below its return "
      "address:\n");
  for (const auto& [name, bytes] : report->native) {
    absl::StrAppend(&text, "    ", name, ": ", bytes, " bytes\n");
  }
  return text;
}

absl::StatusOr<std::string> DumpFile(const std::string& path,
                                     const Options& options) {
  const absl::StatusOr<std::string> contents = ReadFile(path);
  if (!contents.ok()) return contents.status();
  if (options.headroom) return ProveHeadroom(*contents);
  const absl::StatusOr<ElfMaps> maps = LoadElfMaps(*contents);
  if (!maps.ok()) return maps.status();
  return DumpMaps(*maps, options.dump);
}

int Main(int argc, char** argv) {
  Options options;
  std::vector<std::string> files;
  bool only_files = false;
  for (int i = 1; i < argc; ++i) {
    const absl::string_view arg = argv[i];
    if (only_files || !absl::StartsWith(arg, "-") || arg == "-") {
      files.emplace_back(arg);
    } else if (arg == "--") {
      only_files = true;
    } else if (arg == "--help" || arg == "-h") {
      std::fputs(kUsage, stdout);
      return 0;
    } else if (arg == "--safepoints") {
      options.dump.safepoints = true;
    } else if (arg == "--summary") {
      options.dump.functions = false;
    } else if (arg == "--headroom") {
      options.headroom = true;
    } else {
      std::fprintf(stderr, "pagurus-maps: unknown option %s\n%s", argv[i],
                   kUsage);
      return 2;
    }
  }
  if (files.empty()) {
    std::fprintf(stderr, "pagurus-maps: no file given\n%s", kUsage);
    return 2;
  }
  if (options.dump.safepoints + !options.dump.functions + options.headroom >
      1) {
    std::fprintf(stderr,
                 "pagurus-maps: --safepoints, --summary and --headroom exclude "
                 "each other\n");
    return 2;
  }
  int status = 0;
  for (const std::string& file : files) {
    const absl::StatusOr<std::string> text = DumpFile(file, options);
    if (!text.ok()) {
      std::fflush(stdout);
      std::fprintf(stderr, "pagurus-maps: %s: %s\n", file.c_str(),
                   std::string(text.status().message()).c_str());
      status = 1;
      continue;
    }
    if (files.size() > 1) std::printf("%s:\n", file.c_str());
    std::fputs(text->c_str(), stdout);
  }
  return status;
}

}  // namespace
}  // namespace pagurus

int main(int argc, char** argv) { return pagurus::Main(argc, argv); }
