// pagurus-cc and pagurus-c++: clang's command line, managed code.
//
// One program under two names.  It decides by the name it was called by; as
// build systems that rename or wrap it can lose that name,
// --driver-mode=g++ as the first argument says the same.
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "compiler/driver/execute.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/plan.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/raw_ostream.h"

namespace {

constexpr char kCxxMode[] = "--driver-mode=g++";
constexpr char kCMode[] = "--driver-mode=gcc";

// A fatal error of LLVM's is an error of this compilation, not a crash.
void OnFatalError(void*, const char* message, bool) {
  llvm::errs() << "pagurus-cc: error: in code generation: " << message << "\n";
  llvm::sys::RunInterruptHandlers();  // removes the temporary files
  _exit(1);
}

bool IsCxxName(absl::string_view argv0) {
  absl::string_view name = argv0.substr(argv0.rfind('/') + 1);
  return absl::EndsWith(name, "++");
}

}  // namespace

int main(int argc, char** argv) {
  llvm::sys::PrintStackTraceOnErrorSignal(argv[0]);
  llvm::install_fatal_error_handler(OnFatalError);

  llvm::BumpPtrAllocator allocator;
  llvm::StringSaver saver(allocator);
  llvm::SmallVector<const char*, 64> words(argv + 1, argv + argc);
  llvm::cl::ExpansionContext expansion(allocator,
                                       llvm::cl::TokenizeGNUCommandLine);
  if (llvm::Error error = expansion.expandResponseFiles(words)) {
    llvm::errs() << "pagurus-cc: error: " << llvm::toString(std::move(error))
                 << "\n";
    return 1;
  }
  std::vector<std::string> args(words.begin(), words.end());
  bool cxx = IsCxxName(argv[0]);
  if (!args.empty() && (args[0] == kCxxMode || args[0] == kCMode)) {
    cxx = args[0] == kCxxMode;
    args.erase(args.begin());
  }

  std::string executable = llvm::sys::fs::getMainExecutable(
      argv[0], reinterpret_cast<void*>(&IsCxxName));
  absl::StatusOr<pagurus::Plan> plan =
      pagurus::MakePlan(args, cxx, pagurus::FindInstallation(executable));
  if (!plan.ok()) {
    llvm::errs() << (cxx ? "pagurus-c++" : "pagurus-cc")
                 << ": error: " << std::string(plan.status().message()) << "\n";
    return 1;
  }
  return pagurus::Execute(*plan);
}
