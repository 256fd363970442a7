#include "compiler/machine/codegen.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "compiler/callees.h"
#include "compiler/ir/pipeline.h"
#include "compiler/machine/map_printer.h"
#include "compiler/machine/module_state.h"
#include "compiler/machine/passes.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/MIRPrinter.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/GCStrategy.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Target/TargetLoweringObjectFile.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {
namespace {

// Names the functions' `gc` attribute for LLVM.  The maps are ours alone.
class PagurusGc : public llvm::GCStrategy {};
llvm::GCRegistry::Add<PagurusGc> register_gc(kGcName, "moving stacks");

// LLVM's options that have no other interface.  Set once per process.
void SetLlvmOptions() {
  static const bool done = [] {
    constexpr std::pair<const char*, const char*> kOptions[] = {
        // Hoists frame addresses (and anything else) out of loops with calls.
        {"disable-postra-machine-licm", "true"},
        // Turns outgoing arguments into pushes: SP moves around calls (I3).
        {"no-x86-call-frame-opt", "true"},
        // Makes calls nobody knows of.
        {"enable-machine-outliner", "never"},
        // Both keep frame addresses in registers.
        {"fast-isel", "false"},
        {"global-isel", "false"},
    };
    auto& registered = llvm::cl::getRegisteredOptions();
    for (auto [name, value] : kOptions) {
      auto it = registered.find(name);
      if (it == registered.end() || it->second->addOccurrence(1, name, value))
        llvm::report_fatal_error(llvm::Twine("pagurus: no option -") + name);
    }
    return true;
  }();
  (void)done;
}

// RunIrPasses as a pass, between codegen's IR passes and instruction selection.
class IrPasses : public llvm::ModulePass {
 public:
  IrPasses(const llvm::TargetMachine& tm, absl::Status& status)
      : ModulePass(id_), tm_(tm), status_(status) {}

  llvm::StringRef getPassName() const override { return "Pagurus IR passes"; }

  bool runOnModule(llvm::Module& m) override {
    status_ = RunIrPasses(m, tm_);
    if (status_.ok()) return true;
    // The passes behind this one must not see what it has refused.
    for (llvm::Function& f : m) {
      if (f.isDeclaration()) continue;
      f.deleteBody();
      f.setComdat(nullptr);  // which only definitions have
    }
    return true;
  }

 private:
  static char id_;
  const llvm::TargetMachine& tm_;
  absl::Status& status_;
};
char IrPasses::id_ = 0;

// LLVM keeps the step from IR to machine code for its own use.
struct OpenPassConfig : llvm::TargetPassConfig {
  using TargetPassConfig::addCoreISelPasses;
};

// The order is LLVM's own (TargetPassConfig::addISelPasses) with our step in
// between.  Returns true on failure, as LLVM does.
bool AddInstructionSelection(llvm::TargetPassConfig& config,
                             llvm::legacy::PassManager& passes,
                             llvm::TargetMachine& tm, bool run_ir_passes,
                             absl::Status& ir_status) {
  passes.add(
      llvm::createTargetTransformInfoWrapperPass(tm.getTargetIRAnalysis()));
  passes.add(llvm::createPreISelIntrinsicLoweringPass());
  passes.add(llvm::createExpandLargeDivRemPass());
  passes.add(llvm::createExpandLargeFpConvertPass());
  config.addIRPasses();
  config.addCodeGenPrepare();
  config.addPassesToHandleExceptions();
  if (run_ir_passes) passes.add(new IrPasses(tm, ir_status));
  config.addISelPrepare();
  return (config.*&OpenPassConfig::addCoreISelPasses)();
}

// The part of the pipeline behind the machine passes.  True on failure.
bool AddOutput(llvm::legacy::PassManager& passes, llvm::LLVMTargetMachine& tm,
               const CodegenOptions& options, llvm::MCContext& context,
               ModuleState& state, llvm::raw_pwrite_stream& out) {
  if (options.output == CodegenOptions::kMir) {
    // Our passes ask for symbols, which an assembly printer would prepare.
    tm.getObjFileLowering()->Initialize(context, tm);
    passes.add(llvm::createPrintMIRPass(out));
    return false;
  }
  auto streamer =
      tm.createMCStreamer(out, /*DwoOut=*/nullptr,
                          options.output == CodegenOptions::kAssembly
                              ? llvm::CodeGenFileType::AssemblyFile
                              : llvm::CodeGenFileType::ObjectFile,
                          context);
  if (!streamer) {
    llvm::consumeError(streamer.takeError());
    return true;
  }
  auto* printer = static_cast<llvm::AsmPrinter*>(
      tm.getTarget().createAsmPrinter(tm, std::move(*streamer)));
  if (!printer) return true;
  printer->addAsmPrinterHandler(CreateMapPrinter(*printer, state));
  passes.add(printer);
  return false;
}

}  // namespace

absl::Status Codegen(llvm::Module& m, llvm::TargetMachine& tm,
                     const CodegenOptions& options,
                     llvm::raw_pwrite_stream& out) {
  SetLlvmOptions();
  DeclareReferences(m);
  if (options.level == llvm::CodeGenOptLevel::None)
    return absl::InternalError("Codegen needs an optimisation level");
  auto& target = static_cast<llvm::LLVMTargetMachine&>(tm);
  tm.setOptLevel(options.level);
  tm.setFastISel(false);
  tm.setGlobalISel(false);
  tm.setMachineOutliner(false);
  tm.Options.EnableIPRA = false;

  ModuleState state;
  absl::Status ir_status;
  llvm::legacy::PassManager passes;
  llvm::TargetLibraryInfoImpl library(tm.getTargetTriple());
  passes.add(new llvm::TargetLibraryInfoWrapperPass(library));
  llvm::TargetPassConfig* config = target.createPassConfig(passes);
  passes.add(config);
  auto* info = new llvm::MachineModuleInfoWrapperPass(&target);
  passes.add(info);

  // They would let a frame address live on behind a call, or name a frame
  // object through another's address.
  config->disablePass(&llvm::MachineLateInstrsCleanupID);
  config->disablePass(&llvm::LocalStackSlotAllocationID);
  config->insertPass(&llvm::FinalizeISelID, CreateEntryMap(state));
  config->insertPass(&llvm::FinalizeISelID, CreateCallLowering(state));
  config->insertPass(&llvm::FinalizeISelID, CreateAddressSelect(state));
  config->insertPass(&llvm::DetectDeadLanesID, CreateFrameAddress(state));
  if (AddInstructionSelection(*config, passes, tm, options.run_ir_passes,
                              ir_status))
    return absl::InternalError("this target has no instruction selection");
  config->addMachinePasses();
  passes.add(CreateFinalFrame(state));
  config->setInitialized();
  llvm::MCContext& context = info->getMMI().getContext();
  if (AddOutput(passes, target, options, context, state, out))
    return absl::InternalError("this target cannot write the output");
  if (options.output != CodegenOptions::kMir)
    passes.add(llvm::createFreeMachineFunctionPass());
  passes.run(m);

  if (!ir_status.ok()) return ir_status;
  if (!state.refusals.empty())
    return absl::InvalidArgumentError(absl::StrJoin(state.refusals, "\n"));
  if (context.hadError())
    return absl::InvalidArgumentError("the assembler reported errors");
  return absl::OkStatus();
}

}  // namespace pagurus
