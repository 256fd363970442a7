#include "compiler/compile.h"

#include <optional>
#include <string>

#include "compiler/ir/pipeline.h"
#include "llvm/IR/Attributes.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/Function.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CodeGen.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Triple.h"

namespace pagurus {

void InitializeTarget() {
  static const bool done = [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();
    return true;
  }();
  (void)done;
}

namespace {

// What the module's code shares: stubs and module-level assembly are compiled
// for it.  Every function also has its own.
std::string CommonAttribute(const llvm::Module& m, const char* name,
                            const char* otherwise) {
  for (const llvm::Function& f : m)
    if (!f.isDeclaration() && f.hasFnAttribute(name))
      return f.getFnAttribute(name).getValueAsString().str();
  return otherwise;
}

llvm::CodeGenOptLevel Level(int opt_level) {
  switch (opt_level) {
    case 0:
    case 1:
      return llvm::CodeGenOptLevel::Less;
    case 2:
      return llvm::CodeGenOptLevel::Default;
    default:
      return llvm::CodeGenOptLevel::Aggressive;
  }
}

// Properties of functions and calls that change how code generation calls
// things.
void NormaliseForCodegen(llvm::Module& m) {
  // Unwinders must be able to walk through every managed frame.
  for (llvm::Function& f : m) {
    if (!f.isDeclaration()) f.setUWTableKind(llvm::UWTableKind::Async);
    // -fno-plt: gates go through the GOT, direct calls need not.
    f.removeFnAttr(llvm::Attribute::NonLazyBind);
  }
  if (m.getRtLibUseGOT())
    m.setModuleFlag(
        llvm::Module::Max, "RtLibUseGOT",
        llvm::ConstantInt::get(llvm::Type::getInt32Ty(m.getContext()), 0));
}

}  // namespace

absl::StatusOr<std::unique_ptr<llvm::TargetMachine>> MakeTargetMachine(
    llvm::Module& m, const CompileOptions& options) {
  InitializeTarget();
  llvm::Triple triple(m.getTargetTriple());
  if (m.getTargetTriple().empty()) {
    triple = llvm::Triple("x86_64-pc-linux-gnu");
    m.setTargetTriple(triple.str());
  }
  if (triple.getArch() != llvm::Triple::x86_64 || !triple.isOSLinux() ||
      triple.isX32())
    return absl::InvalidArgumentError("unsupported target " + triple.str() +
                                      ": only x86_64 Linux is supported");
  if (std::optional<llvm::CodeModel::Model> model = m.getCodeModel();
      model && *model != llvm::CodeModel::Small)
    return absl::InvalidArgumentError(
        m.getSourceFileName() + ":0: only the small code model is supported");
  if (m.getModuleFlag("SkipRaxSetup"))
    return absl::InvalidArgumentError(
        m.getSourceFileName() +
        ":0: -mskip-rax-setup hides which calls are variadic");
  std::string error;
  const llvm::Target* target =
      llvm::TargetRegistry::lookupTarget(triple.str(), error);
  if (!target) return absl::InternalError(error);

  llvm::TargetOptions target_options;
  target_options.UseInitArray = true;
  target_options.DataSections = options.data_sections;
  target_options.EmitAddrsig = true;
  // An instruction follows every call that does not return: unwinders look up
  // return addresses, and the next one may belong to a cold block.
  target_options.TrapUnreachable = true;
  target_options.NoTrapAfterNoreturn = false;
  target_options.AllowFPOpFusion = options.fuse_fp_fast
                                       ? llvm::FPOpFusion::Fast
                                       : llvm::FPOpFusion::Standard;
  target_options.MCOptions.AsmVerbose = options.verbose_asm;
  std::unique_ptr<llvm::TargetMachine> tm(target->createTargetMachine(
      triple.str(), CommonAttribute(m, "target-cpu", "x86-64"),
      CommonAttribute(m, "target-features", ""), target_options,
      llvm::Reloc::PIC_, llvm::CodeModel::Small, Level(options.opt_level)));
  if (!tm) return absl::InternalError("no target machine for " + triple.str());
  if (m.getDataLayoutStr().empty()) m.setDataLayout(tm->createDataLayout());
  if (m.getDataLayout() != tm->createDataLayout())
    return absl::InvalidArgumentError(
        m.getSourceFileName() +
        ":0: the module's data layout is not this target's");
  return tm;
}

absl::Status CompileModule(llvm::Module& m, const CompileOptions& options,
                           llvm::raw_pwrite_stream& out) {
  auto tm = MakeTargetMachine(m, options);
  if (!tm.ok()) return tm.status();
  NormaliseForCodegen(m);
  if (options.run_ir_passes) {
    if (absl::Status status = PrepareModule(m, **tm); !status.ok())
      return status;
  }
  CodegenOptions codegen;
  codegen.output = options.output;
  codegen.level = Level(options.opt_level);
  codegen.run_ir_passes = options.run_ir_passes;
  return Codegen(m, **tm, codegen, out);
}

}  // namespace pagurus
