// pagurus-llc: IR in, assembly, machine IR or an object out.  For golden tests
// and for looking at what the passes do; users have pagurus-cc.
//
//   pagurus-llc [-O0…-O3] [-S | -mir | -c] [-machine-only] [-verify]
//               [-time-passes] [-o FILE] FILE.ll
//
// -verify: LLVM's own verifier of machine code runs after each pass.
// -time-passes: LLVM's timers of all passes, and of the frame verifier, to the
// standard error.
// -machine-only: the input already is what docs/abi.md, section 6 describes;
// no IR pass of ours runs.
#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "compiler/compile.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Pass.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/Timer.h"
#include "llvm/Support/raw_ostream.h"

namespace {

// Turns on one of LLVM's options that has no other interface.
void Switch(const char* name) {
  auto& registered = llvm::cl::getRegisteredOptions();
  auto option = registered.find(name);
  if (option == registered.end() ||
      option->second->addOccurrence(1, name, "true"))
    llvm::report_fatal_error(llvm::Twine("pagurus-llc: LLVM has no -") + name);
}

}  // namespace

int main(int argc, char** argv) {
  pagurus::CompileOptions options;
  options.output = pagurus::CodegenOptions::kAssembly;
  std::string input, output = "-";
  for (int i = 1; i < argc; ++i) {
    llvm::StringRef arg = argv[i];
    if (arg.size() == 3 && arg.starts_with("-O") && arg[2] >= '0' &&
        arg[2] <= '3') {
      options.opt_level = arg[2] - '0';
    } else if (arg == "-S") {
      options.output = pagurus::CodegenOptions::kAssembly;
    } else if (arg == "-mir") {
      options.output = pagurus::CodegenOptions::kMir;
    } else if (arg == "-c") {
      options.output = pagurus::CodegenOptions::kObject;
    } else if (arg == "-machine-only") {
      options.run_ir_passes = false;
    } else if (arg == "-verify") {
      Switch("verify-machineinstrs");
    } else if (arg == "-time-passes") {
      llvm::TimePassesIsEnabled = true;
    } else if (arg == "-o" && i + 1 < argc) {
      output = argv[++i];
    } else if (input.empty() && (arg == "-" || !arg.starts_with("-"))) {
      input = arg.str();
    } else {
      llvm::errs() << "pagurus-llc: unknown argument " << arg << "\n";
      return 2;
    }
  }
  if (input.empty()) {
    llvm::errs() << "usage: pagurus-llc [-O0..-O3] [-S|-mir|-c] "
                    "[-machine-only] [-verify] [-time-passes] [-o FILE] FILE\n";
    return 2;
  }
  llvm::LLVMContext context;
  llvm::SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> m =
      llvm::parseIRFile(input, diagnostic, context);
  if (!m) {
    diagnostic.print("pagurus-llc", llvm::errs());
    return 1;
  }
  std::string bytes;
  {
    llvm::SmallString<0> buffer;
    llvm::raw_svector_ostream out(buffer);
    absl::Status status = pagurus::CompileModule(*m, options, out);
    if (!status.ok()) {
      llvm::errs() << "pagurus-llc: " << std::string(status.message()) << "\n";
      return 1;
    }
    bytes = std::string(buffer);
  }
  std::error_code error;
  llvm::raw_fd_ostream file(output, error);
  if (error) {
    llvm::errs() << "pagurus-llc: " << output << ": " << error.message()
                 << "\n";
    return 1;
  }
  file << bytes;
  if (llvm::TimePassesIsEnabled) llvm::TimerGroup::printAll(llvm::errs());
  return 0;
}
