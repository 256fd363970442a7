// The code generator: LLVM's own passes with ours between them.
//
//   optimised module ──► codegen's IR passes (LSR, CodeGenPrepare, …)
//                    ──► RunIrPasses            (compiler/ir/pipeline.h)
//                    ──► instruction selection
//                    ──► EntryMap, CallLowering (right after finalize-isel)
//                    ──► FrameAddress           (last SSA pass)
//                    ──► register allocation, frame layout, late passes
//                    ──► FinalFrame             (after every other pass)
//                    ──► AsmPrinter + MapPrinter
#ifndef PAGURUS_COMPILER_MACHINE_CODEGEN_H_
#define PAGURUS_COMPILER_MACHINE_CODEGEN_H_

#include "absl/status/status.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {

struct CodegenOptions {
  enum Output {
    kObject,
    kAssembly,
    // Machine IR as it is after FinalFrame (for golden tests).
    kMir,
  };
  Output output = kObject;

  // Never None: it would bring FastISel and the fast register allocator, which
  // keep frame addresses in registers.  Callers map -O0 to Less.
  llvm::CodeGenOptLevel level = llvm::CodeGenOptLevel::Default;

  // False only in tests of the machine passes, whose input already is what
  // docs/abi.md, section 6 describes.
  bool run_ir_passes = true;
};

// Takes an optimised module on which PrepareModule has run and writes the
// object (or assembly) to `out`.  On refusal the status holds one
// "file:line: function: reason" line per finding and `out` is worthless.
// `m` is consumed: its bodies are not usable afterwards.
absl::Status Codegen(llvm::Module& m, llvm::TargetMachine& tm,
                     const CodegenOptions& options,
                     llvm::raw_pwrite_stream& out);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_CODEGEN_H_
