// One module of optimised LLVM IR in, one managed object out.
#ifndef PAGURUS_COMPILER_COMPILE_H_
#define PAGURUS_COMPILER_COMPILE_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "compiler/machine/codegen.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {

struct CompileOptions {
  // -O0 … -O3; what the module was optimised with.
  int opt_level = 2;
  CodegenOptions::Output output = CodegenOptions::kObject;
  // -fdata-sections.  (Managed functions always lie in `pagurus_text`.)
  bool data_sections = false;
  // -fverbose-asm, for kAssembly.
  bool verbose_asm = false;
  // -ffp-contract=fast: the back end may fuse across statements.
  bool fuse_fp_fast = false;
  // See CodegenOptions.
  bool run_ir_passes = true;
};

// Makes LLVM know the target.  Also needed by who reads bitcode with module
// assembly, whose symbols the assembler finds.
void InitializeTarget();

// The machine that a module is compiled for: its triple, position-independent,
// CPU and features as the functions' attributes say.  Sets the module's data
// layout when it has none.  Refuses other targets and code models.
absl::StatusOr<std::unique_ptr<llvm::TargetMachine>> MakeTargetMachine(
    llvm::Module& m, const CompileOptions& options);

// Runs PrepareModule and Codegen.  A refusal is InvalidArgument with one
// "file:line: function: reason" line per finding.  LLVM's own diagnostics
// (inline assembly that does not assemble) go to the context's handler, which
// must not exit; the status then says that there were some.
absl::Status CompileModule(llvm::Module& m, const CompileOptions& options,
                           llvm::raw_pwrite_stream& out);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_COMPILE_H_
