// Where a refusal points.  Without -g the IR has no source positions, and a
// refusal must name its line (I10).  Asking clang for positions always would
// make every compilation slower for the sake of the few that fail, so a failed
// one is simply done again with -g.  What cannot be read twice keeps positions
// from the start: a request for remarks makes clang do that while no debug
// information reaches the object; the filter below asks for the remarks of a
// pass that does not exist.
#include "compiler/driver/managed_compile.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "compiler/compile.h"
#include "compiler/driver/diagnostics.h"
#include "compiler/driver/subprocess.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"

namespace pagurus {
namespace {

constexpr char kKeepPositions[] = "-Rpass-analysis=^pagurus-keep-positions$";

// What one attempt at a compilation came to.
enum class Outcome {
  kDone,
  kRefused,  // by us or by code generation; the log says why
  kFailed,   // said already
};

CompileOptions ToCompileOptions(const CodegenSettings& settings) {
  CompileOptions options;
  options.opt_level = settings.opt_level;
  options.output =
      settings.assembly ? CodegenOptions::kAssembly : CodegenOptions::kObject;
  options.data_sections = settings.data_sections;
  options.verbose_asm = settings.verbose_asm;
  options.fuse_fp_fast = settings.fuse_fp_fast;
  return options;
}

std::unique_ptr<llvm::Module> Parse(const std::string& path,
                                    const std::string& source,
                                    llvm::LLVMContext& context) {
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module =
      llvm::parseIRFile(path, error, context);
  if (module == nullptr) {
    llvm::errs() << source << ": error: " << error.getMessage() << "\n";
  }
  return module;
}

// Clang would silently retarget IR of another machine.
bool CheckIrTarget(const std::string& path) {
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module = Parse(path, path, context);
  if (module == nullptr) return false;
  llvm::Triple triple(module->getTargetTriple());
  if (module->getTargetTriple().empty() ||
      (triple.getArch() == llvm::Triple::x86_64 && triple.isOSLinux() &&
       triple.getEnvironment() != llvm::Triple::GNUX32)) {
    return true;
  }
  llvm::errs() << path << ": error: target '" << triple.str()
               << "' is not supported: Pagurus compiles for "
                  "x86_64-linux-gnu only\n";
  return false;
}

bool WantsRemarks(const Action& action) {
  const RemarkFilters& remarks = action.codegen.remarks;
  return !remarks.passed.empty() || !remarks.missed.empty() ||
         !remarks.analysis.empty();
}

Outcome Attempt(const Action& action, const Clang& clang, bool again,
                std::string& object, DiagnosticLog& log) {
  Temporaries temporaries;
  absl::StatusOr<std::string> bitcode = temporaries.Create("bc");
  if (!bitcode.ok()) {
    llvm::errs() << "pagurus-cc: error: "
                 << std::string(bitcode.status().message()) << "\n";
    return Outcome::kFailed;
  }
  std::vector<std::string> args = action.args;
  if (again) {
    // Clang's warnings have been shown.
    args.insert(args.end(), {"-w", "-g"});
  }
  // Messages name locals.
  if (again || WantsRemarks(action)) {
    args.push_back("-fno-discard-value-names");
  }
  args.insert(args.end(), {"-emit-llvm", "-c", "-o", *bitcode});
  if (!action.language.empty()) {
    args.insert(args.end(), {"-x", action.language});
  }
  args.push_back(action.input);
  if (clang.verbose) {
    llvm::errs() << " " << CommandText(clang.program, args) << "\n";
  }
  if (RunProgram(clang.program, args) != 0) return Outcome::kFailed;

  llvm::LLVMContext context;
  if (absl::Status s = CollectDiagnostics(context, action.codegen.remarks, log);
      !s.ok()) {
    llvm::errs() << "pagurus-cc: error: " << std::string(s.message()) << "\n";
    return Outcome::kFailed;
  }
  std::unique_ptr<llvm::Module> module = Parse(*bitcode, action.input, context);
  if (module == nullptr) return Outcome::kFailed;
  RecordAsmPlaces(*module, log);
  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream stream(buffer);
  absl::Status compiled =
      CompileModule(*module, ToCompileOptions(action.codegen), stream);
  if (!compiled.ok() && !log.has_errors) {
    AddRefusal(compiled.message(), action.input, log);
  }
  if (log.has_errors) return Outcome::kRefused;
  object.assign(buffer.begin(), buffer.end());
  return Outcome::kDone;
}

}  // namespace

int RunCompile(const Action& action, const Clang& clang) {
  if (action.is_ir && action.input != "-" && !CheckIrTarget(action.input)) {
    return 1;
  }
  std::string object;
  DiagnosticLog log;
  Action first = action;
  // The standard input can be read only once, so not without positions.
  bool only_once = action.input == "-" || action.is_ir || WantsRemarks(action);
  if (action.input == "-") first.args.push_back(kKeepPositions);
  Outcome outcome = Attempt(first, clang, /*again=*/false, object, log);
  if (outcome == Outcome::kRefused && !only_once) {
    DiagnosticLog second;
    std::string ignored;
    // Should the second attempt not fail the same way, the first one counts.
    if (Attempt(action, clang, /*again=*/true, ignored, second) ==
        Outcome::kRefused) {
      log = second;
    }
  }
  llvm::errs() << log.text;
  if (outcome != Outcome::kDone) return 1;
  if (absl::Status s = WriteOutput(action.output, object); !s.ok()) {
    llvm::errs() << "pagurus-cc: error: " << std::string(s.message()) << "\n";
    return 1;
  }
  return 0;
}

}  // namespace pagurus
