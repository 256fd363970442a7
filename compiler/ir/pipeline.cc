#include "compiler/ir/pipeline.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "compiler/ir/check_homing.h"
#include "compiler/ir/diagnostics.h"
#include "compiler/ir/escape.h"
#include "compiler/ir/homing.h"
#include "compiler/ir/leaf_definition.h"
#include "compiler/ir/normalise.h"
#include "compiler/ir/overwrites.h"
#include "compiler/ir/pin.h"
#include "compiler/ir/references.h"
#include "compiler/ir/refuse.h"
#include "compiler/ir/safepoints.h"
#include "compiler/ir/thread_addresses.h"
#include "compiler/ir/write_barriers.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/IR/PassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Utils/PromoteMemToReg.h"

namespace pagurus {

namespace {

using llvm::Function;
using llvm::Module;

absl::Status Refuse(Module& m) {
  Refusals refusals;
  RefuseUnsupported(m, refusals);
  RefuseReferences(m, refusals);
  if (MentionsReferences(m)) RefuseAtomicCalls(m, refusals);
  return refusals.status();
}

// True if nobody has turned `f`'s locals into SSA values yet: at -O0, in
// functions that the optimiser was told to leave alone, or where byval copies
// have just been made.
bool HasPromotableLocals(const Function& f) {
  for (const llvm::Instruction& i : f.getEntryBlock()) {
    const auto* alloca = llvm::dyn_cast<llvm::AllocaInst>(&i);
    if (alloca != nullptr && llvm::isAllocaPromotable(alloca)) return true;
  }
  return false;
}

void PromoteLocals(llvm::ArrayRef<Function*> functions) {
  if (functions.empty()) return;
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager analyses;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(analyses);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, analyses, sccs, modules);
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::SROAPass(llvm::SROAOptions::PreserveCFG));
  for (Function* f : functions) passes.run(*f, analyses);
}

absl::Status Prepare(Module& m, const llvm::TargetMachine& tm) {
  if (tm.useEmulatedTLS()) {
    return absl::InvalidArgumentError("emulated TLS is not supported");
  }
  Refusals refusals;
  if (MentionsReferences(m)) LowerMemoryCalls(m);
  RenameLibraryFunctions(m, refusals);
  NormaliseSignatures(m, tm, refusals);
  llvm::SmallVector<Function*, 16> promote;
  for (Function& f : m) {
    if (!IsManagedDefinition(f)) continue;
    NormaliseBody(f);
    bool byval = false;
    for (const llvm::Argument& a : f.args()) byval |= a.hasByValAttr();
    CopyByvalParameters(f);
    // SROA skips functions with optnone; so would codegen's IR passes.
    f.removeFnAttr(llvm::Attribute::OptimizeNone);
    if (byval || HasPromotableLocals(f)) promote.push_back(&f);
    SplitReferenceVectors(f);
  }
  PromoteLocals(promote);
  return refusals.status();
}

absl::Status Normalise(Module& m) {
  for (Function& f : m) {
    if (IsManagedDefinition(f)) NormaliseBody(f);
  }
  for (Function& f : m) {
    if (IsManagedDefinition(f)) RenewThreadAddresses(f);
  }
  NormaliseAttributes(m);
  Refusals refusals;
  RefuseLeafDefinitionsThatKeep(m, refusals);
  return refusals.status();
}

// Escape analysis has no result of its own in the IR; "escape" computes it,
// "pin" and "homing" use it.
struct Context {
  Module& m;
  const llvm::TargetMachine& tm;
  const IrOptions& options;
  std::unique_ptr<EscapeAnalysis> escape;

  EscapeAnalysis& Escape() {
    if (escape == nullptr) escape = std::make_unique<EscapeAnalysis>(m);
    return *escape;
  }
};

absl::Status References(Context& c) {
  Refusals refusals;
  // Whatever the module mentions: callers in others have references.
  MarkLeafDefinitions(c.m);
  RetypeCopies(c.m, /*of_locals=*/true);
  ListGlobalReferences(c.m, refusals);
  RefuseHiddenReferences(c.m, refusals);
  if (!MentionsReferences(c.m)) return refusals.status();
  for (Function& f : c.m) {
    if (!IsManagedDefinition(f)) continue;
    // A function with barriers counts as one that holds references.
    if (!HoldsReferences(f) && !OverwritesReferences(f)) continue;
    if (!IsLeafDefinition(f)) InsertPolls(f);
    KeepArguments(f, refusals);
    CheckBeforeJumps(f);
  }
  return refusals.status();
}

absl::Status Pin(Context& c) {
  Refusals refusals;
  if (MoveEscapingReferences(c.m, c.Escape(), refusals)) c.escape.reset();
  if (MentionsReferences(c.m)) {
    for (Function& f : c.m) {
      if (IsManagedDefinition(f) && !IsLeafDefinition(f)) MarkOverwrites(f);
    }
  }
  PinLocals(c.m, c.Escape(), c.options.remarks, refusals);
  return refusals.status();
}

absl::Status Home(Context& c) {
  EscapeAnalysis& escape = c.Escape();
  Refusals refusals;
  for (Function& f : c.m) {
    if (!IsManagedDefinition(f)) continue;
    Homing homing = HomePointers(f, escape);
    const Homing references = HomeReferences(f, homing, refusals);
    if (!refusals.empty()) continue;
    InsertBarriers(f);
    if (absl::Status s = CheckReferences(f, references); !s.ok()) return s;
    if (absl::Status s = CheckHoming(f, escape, homing); !s.ok()) return s;
    if (absl::Status s = CheckEntryMarkers(f, escape); !s.ok()) return s;
  }
  return refusals.status();
}

struct NamedPass {
  const char* name;
  std::function<absl::Status(Context&)> run;
};

const std::vector<NamedPass>& Passes() {
  static const auto& passes = *new std::vector<NamedPass>{
      {"copies",
       [](Context& c) {
         RetypeCopies(c.m, /*of_locals=*/false);
         return absl::OkStatus();
       }},
      {"refuse", [](Context& c) { return Refuse(c.m); }},
      {"prepare", [](Context& c) { return Prepare(c.m, c.tm); }},
      {"normalise", [](Context& c) { return Normalise(c.m); }},
      {"references", References},
      {"escape",
       [](Context& c) {
         c.Escape();
         return absl::OkStatus();
       }},
      {"pin", Pin},
      {"homing", Home},
  };
  return passes;
}

absl::Status Verify(Module& m, const std::string& after) {
  std::string text;
  llvm::raw_string_ostream out(text);
  if (!llvm::verifyModule(m, &out)) return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("internal error: bad IR after pass '", after, "': ", text));
}

}  // namespace

const std::vector<std::string>& IrPassNames() {
  static const auto& names = *[] {
    auto* result = new std::vector<std::string>;
    for (const NamedPass& pass : Passes()) result->push_back(pass.name);
    return result;
  }();
  return names;
}

absl::Status RunNamedIrPasses(Module& m, const llvm::TargetMachine& tm,
                              const std::vector<std::string>& names,
                              const IrOptions& options) {
  Context context{m, tm, options, nullptr};
  for (const std::string& name : names) {
    const NamedPass* found = nullptr;
    for (const NamedPass& pass : Passes()) {
      if (name == pass.name) found = &pass;
    }
    if (found == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown IR pass '", name, "'"));
    }
    if (absl::Status s = found->run(context); !s.ok()) return s;
    if (options.verify_each || &name == &names.back()) {
      if (absl::Status s = Verify(m, name); !s.ok()) return s;
    }
  }
  return absl::OkStatus();
}

void DeclareReferences(Module& m) {
  if (m.getDataLayout().isNonIntegralAddressSpace(kReferenceSpace) ||
      llvm::none_of(m, HoldsReferences)) {
    return;
  }
  m.setDataLayout(absl::StrCat(m.getDataLayoutStr(), "-ni:", kReferenceSpace));
}

absl::Status PrepareModule(Module& m, const llvm::TargetMachine& tm,
                           const IrOptions& options) {
  return RunNamedIrPasses(m, tm, {"copies", "refuse", "prepare"}, options);
}

absl::Status RunIrPasses(Module& m, const llvm::TargetMachine& tm,
                         const IrOptions& options) {
  // Refuse again: codegen's IR passes may have made something new.
  return RunNamedIrPasses(m, tm,
                          {"copies", "refuse", "normalise", "references",
                           "escape", "pin", "homing"},
                          options);
}

}  // namespace pagurus
