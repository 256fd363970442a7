// The IR half of Pagurus's compiler: what turns ordinary LLVM IR into IR whose
// frames can be moved (docs/abi.md, section 6, is what it leaves behind).
//
//   PrepareModule    after the optimiser, before codegen's own IR passes
//   RunIrPasses      after codegen's own IR passes (LSR, CodeGenPrepare),
//                    right before instruction selection is prepared
//
// No IR transformation may run after RunIrPasses.
#ifndef PAGURUS_COMPILER_IR_PIPELINE_H_
#define PAGURUS_COMPILER_IR_PIPELINE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {

struct IrOptions {
  // Emit remarks (category "pagurus") that say which locals are movable, which
  // are pinned, and why.  They reach the user through the LLVMContext's
  // diagnostic handler, filtered as -Rpass= and -Rpass-missed= ask.
  bool remarks = true;
  // Run LLVM's verifier after every pass, not only after the last.
  bool verify_each = false;
};

// Refuses (I10) what cannot be right, promotes locals to SSA values where the
// optimiser has not (-O0), and rewrites what must be rewritten before codegen's
// IR passes see it: signatures, byval parameters, attributes.
//
// On refusal the status is InvalidArgument; its message has one line
// "file:line: function: reason" for each refused construct.
absl::Status PrepareModule(llvm::Module& m, const llvm::TargetMachine& tm,
                           const IrOptions& options = {});

// Escape analysis, pinning and homing on a module that PrepareModule has
// accepted.  InvalidArgument on refusal, as above; Internal if a pass failed
// its own check (a bug of ours: the module must not be compiled further).
absl::Status RunIrPasses(llvm::Module& m, const llvm::TargetMachine& tm,
                         const IrOptions& options = {});

// Tells code generation, whose IR passes come before RunIrPasses, that heap
// references are no integers: they would make `inttoptr` of additions, and what
// is made of an integer is refused.
void DeclareReferences(llvm::Module& m);

// The passes of both steps, by name, in order.  pagurus-opt and the golden
// tests run any subset.
const std::vector<std::string>& IrPassNames();
absl::Status RunNamedIrPasses(llvm::Module& m, const llvm::TargetMachine& tm,
                              const std::vector<std::string>& names,
                              const IrOptions& options = {});

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_PIPELINE_H_
