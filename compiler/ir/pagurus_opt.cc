// pagurus-opt: runs the IR passes on a module, for tests and for curiosity.
//
//   pagurus-opt [-passes=a,b,c] [-remarks] [-verify-each] [-o FILE] FILE
//
// Without -passes all run, in order.  Remarks and refusals go to stderr.
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "compiler/ir/pipeline.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IRReader/IRReader.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/ToolOutputFile.h"
#include "llvm/Support/raw_ostream.h"

namespace cl = llvm::cl;

static cl::opt<std::string> passes_option("passes",
                                          cl::desc("comma-separated passes"));
static cl::opt<std::string> output_option("o", cl::init("-"),
                                          cl::desc("output file"));
static cl::opt<std::string> input_option(cl::Positional, cl::Required,
                                         cl::desc("FILE"));
static cl::opt<bool> remarks_option("remarks", cl::desc("print all remarks"));
static cl::opt<bool> verify_each_option(
    "verify-each", cl::desc("run LLVM's verifier after every pass"));

namespace {

class PrintRemarks : public llvm::DiagnosticHandler {
 public:
  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override {
    if (info.getKind() == llvm::DK_OptimizationRemark ||
        info.getKind() == llvm::DK_OptimizationRemarkMissed) {
      const auto& remark =
          llvm::cast<llvm::DiagnosticInfoOptimizationBase>(info);
      llvm::errs() << "remark: ";
      if (remark.isLocationAvailable()) {
        llvm::errs() << remark.getLocationStr() << ": ";
      }
      llvm::errs() << remark.getFunction().getName() << ": " << remark.getMsg()
                   << "\n";
      return true;
    }
    return false;
  }
  bool isAnalysisRemarkEnabled(llvm::StringRef) const override { return false; }
  bool isMissedOptRemarkEnabled(llvm::StringRef) const override {
    return remarks_option;
  }
  bool isPassedOptRemarkEnabled(llvm::StringRef) const override {
    return remarks_option;
  }
  bool isAnyRemarkEnabled() const override { return remarks_option; }
};

}  // namespace

int main(int argc, char** argv) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  cl::ParseCommandLineOptions(argc, argv, "Pagurus IR passes\n");
  llvm::LLVMContext context;
  context.setDiagnosticHandler(std::make_unique<PrintRemarks>());
  llvm::SMDiagnostic problem;
  std::unique_ptr<llvm::Module> m =
      llvm::parseIRFile(input_option, problem, context);
  if (m == nullptr) {
    problem.print(argv[0], llvm::errs());
    return EXIT_FAILURE;
  }
  std::string triple = m->getTargetTriple();
  if (triple.empty()) triple = "x86_64-unknown-linux-gnu";
  std::string error;
  const llvm::Target* target =
      llvm::TargetRegistry::lookupTarget(triple, error);
  if (target == nullptr) {
    llvm::errs() << error << "\n";
    return EXIT_FAILURE;
  }
  std::unique_ptr<llvm::TargetMachine> tm(target->createTargetMachine(
      triple, "x86-64", "", llvm::TargetOptions(), llvm::Reloc::PIC_));
  m->setTargetTriple(triple);
  m->setDataLayout(tm->createDataLayout());

  std::vector<std::string> names = pagurus::IrPassNames();
  if (passes_option.getNumOccurrences() > 0) {
    names.clear();
    llvm::SmallVector<llvm::StringRef, 8> parts;
    llvm::StringRef(passes_option).split(parts, ',', -1, false);
    for (llvm::StringRef part : parts) names.push_back(part.str());
  }
  pagurus::IrOptions options;
  options.remarks = remarks_option;
  options.verify_each = verify_each_option;
  const absl::Status status =
      pagurus::RunNamedIrPasses(*m, *tm, names, options);
  if (!status.ok()) {
    const absl::string_view message = status.message();
    llvm::errs() << llvm::StringRef(message.data(), message.size()) << "\n";
    return EXIT_FAILURE;
  }
  std::error_code failure;
  llvm::ToolOutputFile out(output_option, failure, llvm::sys::fs::OF_Text);
  if (failure) {
    llvm::errs() << output_option << ": " << failure.message() << "\n";
    return EXIT_FAILURE;
  }
  m->print(out.os(), nullptr);
  out.keep();
  return EXIT_SUCCESS;
}
