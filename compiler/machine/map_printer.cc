// The bytes are those of docs/stackmap-format.md.  All references are
// PC-relative and to local labels, so a table needs no dynamic relocation and
// always describes the copy of the function that it came with.
//
// A table's section has the group of the function's section (a COMDAT copy
// that the linker drops takes its tables along) and SHF_LINK_ORDER to it (so
// does --gc-sections).  Functions that share a text section share tables.
#include "compiler/machine/map_printer.h"

#include <functional>
#include <map>
#include <vector>

#include "compiler/callees.h"
#include "compiler/machine/gate_printer.h"
#include "compiler/machine/symbols.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSymbolELF.h"
#include "llvm/Target/TargetMachine.h"
#include "stackmaps/format.h"

namespace pagurus {
namespace {

using llvm::MCBinaryExpr;
using llvm::MCExpr;
using llvm::MCSymbol;
using llvm::MCSymbolRefExpr;

class MapPrinter : public llvm::AsmPrinterHandler {
 public:
  MapPrinter(llvm::AsmPrinter& printer, ModuleState& state)
      : printer_(printer), state_(state) {}

  void beginFunction(const llvm::MachineFunction* mf) override {}

  void endFunction(const llvm::MachineFunction* mf) override {
    if (!IsManaged(mf->getFunction())) return;
    const FunctionState& state = state_.Of(*mf);
    if (!state.has_record) return;
    PrintNames(mf->getFunction(), state);
    auto* section =
        llvm::cast<llvm::MCSectionELF>(&printer_.CurrentFnSym->getSection());
    auto [it, inserted] = by_section_.try_emplace(section, functions_.size());
    if (inserted) functions_.emplace_back();
    functions_[it->second].push_back(&state);
  }

  void endModule() override {
    // A refused module's output is thrown away.
    if (!state_.refusals.empty()) return;
    const llvm::Module& m = *printer_.MMI->getModule();
    for (const auto& group : functions_) PrintTables(group);
    PrintAliases(m);
    GatePrinter(printer_, state_).Print(m);
    if (!functions_.empty()) PrintAbiReference();
  }

 private:
  llvm::MCStreamer& out() { return *printer_.OutStreamer; }
  llvm::MCContext& context() { return printer_.OutContext; }

  // The suffixed names have the function's binding and visibility.
  void PrintNames(const llvm::Function& f, const FunctionState& state) {
    if (!state.entry || !ExactManagedDefinition(f)) return;
    std::string base = SymbolName(printer_.TM, f);
    for (const char* suffix : {kManagedSuffix, kStackArgsSuffix})
      PrintLinkage(f, context().getOrCreateSymbol(base + suffix));
  }

  void PrintLinkage(const llvm::GlobalValue& value, MCSymbol* symbol) {
    if (value.hasLocalLinkage()) return;
    out().emitSymbolAttribute(symbol, value.hasExternalLinkage()
                                          ? llvm::MCSA_Global
                                          : llvm::MCSA_Weak);
    if (value.hasHiddenVisibility())
      out().emitSymbolAttribute(symbol, llvm::MCSA_Hidden);
    if (value.hasProtectedVisibility())
      out().emitSymbolAttribute(symbol, llvm::MCSA_Protected);
  }

  // `bar.pag` for an alias bar of a managed function.
  void PrintAliases(const llvm::Module& m) {
    for (const llvm::GlobalAlias& alias : m.aliases()) {
      const llvm::Function* f = ExactManagedDefinition(alias);
      if (!f) continue;
      const FunctionState& state = state_.functions[f];
      if (!state.has_record) continue;
      std::string base = SymbolName(printer_.TM, alias);
      std::string target = SymbolName(printer_.TM, *f);
      for (const char* suffix : {kManagedSuffix, kStackArgsSuffix}) {
        MCSymbol* name = context().getOrCreateSymbol(base + suffix);
        // The variadic function's `.pag` is another place than its `.pags`.
        MCSymbol* place = state.entry ? state.entry : state.begin;
        if (f->isVarArg() && llvm::StringRef(suffix) == kManagedSuffix &&
            ExactManagedDefinition(*f))
          place = context().getOrCreateSymbol(target + suffix);
        PrintLinkage(alias, name);
        out().emitAssignment(name, MCSymbolRefExpr::create(place, context()));
      }
    }
  }

  void PrintTables(const std::vector<const FunctionState*>& functions) {
    auto print = [&](const char* section, auto has, auto entry) {
      bool switched = false;
      for (const FunctionState* f : functions) {
        if (!has(*f)) continue;
        if (!switched) Switch(section, *functions.front());
        switched = true;
        entry(*f);
      }
    };
    print(kFramesSectionName, FitsFrameRecord,
          [&](const FunctionState& f) { PrintFrame(f); });
    print(kExtSectionName, std::not_fn(FitsFrameRecord),
          [&](const FunctionState& f) { PrintExtended(f); });
    print(
        kSafepointsSectionName,
        [](const FunctionState& f) { return f.has_block(); },
        [&](const FunctionState& f) { PrintSafepoints(f); });
  }

  static bool FitsFrameRecord(const FunctionState& f) {
    return f.largest_size <= kShapeSize16.max() * kCodeUnit &&
           f.frame_size / kWordSize <= kShapeFrameWords.max() &&
           HomesOffset(f) / kWordSize <= kShapeHomesWord.max() &&
           f.num_homes <= kShapeNumHomes.max() && f.entry_stack_offsets.empty();
  }

  static uint32_t HomesOffset(const FunctionState& f) {
    return f.num_homes + f.num_refs ? f.homes_offset : 0;
  }

  void PrintFrame(const FunctionState& f) {
    PrintPcRelative(f.begin);
    static_assert(kShapeSize16.shift == 0 && kCodeUnit == 1 << 4);
    const uint32_t rest = kShapeFrameWords.Put(f.frame_size / kWordSize) |
                          kShapeHomesWord.Put(HomesOffset(f) / kWordSize) |
                          kShapeNumHomes.Put(f.num_homes) |
                          kShapeEntryRegs.Put(f.entry_registers);
    PrintExpr(Add(Shift(MCBinaryExpr::Opcode::LShr,
                        Add(Difference(f.end, f.begin), kCodeUnit - 1), 4),
                  rest),
              4);
  }

  void PrintExtended(const FunctionState& f) {
    out().emitValueToAlignment(llvm::Align(kExtAlign));
    PrintPcRelative(f.begin);
    out().emitInt16(kExtVersion);
    out().emitInt16(0);
    PrintExpr(Difference(f.end, f.begin), 4);
    out().emitInt32(f.frame_size);
    out().emitInt32(HomesOffset(f));
    out().emitInt32(f.num_homes);
    out().emitInt32(f.entry_registers);
    out().emitInt32(f.entry_stack_offsets.size());
    for (uint32_t offset : f.entry_stack_offsets) out().emitInt32(offset);
    out().emitValueToAlignment(llvm::Align(kExtAlign));
  }

  void PrintSafepoints(const FunctionState& f) {
    PrintPcRelative(f.begin);
    out().emitInt8(kSafepointVersion);
    out().emitInt8(f.entry_references |
                   (f.unmapped_references ? kUnmappedRefs : 0));
    out().emitInt16(f.num_homes);
    out().emitInt16(f.num_refs);
    out().emitInt16(f.entry_stack_references.size());
    out().emitInt32(f.safepoints.size());
    std::vector<uint32_t> offsets = f.entry_stack_references;
    llvm::sort(offsets);
    for (uint32_t offset : offsets) out().emitInt32(offset);
    MCSymbol* previous = f.begin;
    const llvm::BitVector* bits = nullptr;
    for (const FunctionState::Safepoint& safepoint : f.safepoints) {
      const bool same = bits && *bits == safepoint.live;
      out().emitULEB128Value(
          Add(Shift(MCBinaryExpr::Opcode::Shl,
                    Difference(safepoint.label, previous), 1),
              same));
      if (!same) {
        const unsigned homes = f.num_homes + f.num_refs;
        for (unsigned byte = 0; byte < (homes + 7) / 8; ++byte) {
          unsigned value = 0;
          for (unsigned bit = 0; bit < 8; ++bit) {
            unsigned home = byte * 8 + bit;
            if (home < homes && safepoint.live.test(home)) value |= 1u << bit;
          }
          out().emitInt8(value);
        }
      }
      previous = safepoint.label;
      bits = &safepoint.live;
    }
  }

  // An object of another ABI version does not link: the runtime defines only
  // its own version's symbol.
  void PrintAbiReference() {
    out().switchSection(context().getELFSection(
        "pagurus_abi", llvm::ELF::SHT_PROGBITS,
        llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_GNU_RETAIN));
    PrintPcRelative(context().getOrCreateSymbol("__pag_abi_6"));
  }

  // To table `name` of the text section that holds `f`.
  void Switch(const char* name, const FunctionState& f) {
    const auto& text = llvm::cast<llvm::MCSectionELF>(f.begin->getSection());
    unsigned flags = llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_LINK_ORDER;
    if (text.getGroup()) flags |= llvm::ELF::SHF_GROUP;
    out().switchSection(context().getELFSection(
        name, llvm::ELF::SHT_PROGBITS, flags, /*EntrySize=*/0, text.getGroup(),
        text.isComdat(), llvm::MCSection::NonUniqueID,
        llvm::cast<llvm::MCSymbolELF>(f.begin)));
  }

  const MCExpr* Difference(const MCSymbol* a, const MCSymbol* b) {
    return MCBinaryExpr::createSub(MCSymbolRefExpr::create(a, context()),
                                   MCSymbolRefExpr::create(b, context()),
                                   context());
  }
  const MCExpr* Add(const MCExpr* a, int64_t n) {
    if (n == 0) return a;
    return MCBinaryExpr::createAdd(
        a, llvm::MCConstantExpr::create(n, context()), context());
  }
  const MCExpr* Shift(MCBinaryExpr::Opcode opcode, const MCExpr* a, int64_t n) {
    return MCBinaryExpr::create(
        opcode, a, llvm::MCConstantExpr::create(n, context()), context());
  }
  void PrintExpr(const MCExpr* expr, unsigned size) {
    out().emitValue(expr, size);
  }

  // .long target - .
  void PrintPcRelative(const MCSymbol* target) {
    MCSymbol* here = context().createTempSymbol();
    out().emitLabel(here);
    PrintExpr(Difference(target, here), 4);
  }

  llvm::AsmPrinter& printer_;
  ModuleState& state_;
  std::map<const llvm::MCSectionELF*, size_t> by_section_;
  std::vector<std::vector<const FunctionState*>> functions_;
};

}  // namespace

std::unique_ptr<llvm::AsmPrinterHandler> CreateMapPrinter(
    llvm::AsmPrinter& printer, ModuleState& state) {
  return std::make_unique<MapPrinter>(printer, state);
}

}  // namespace pagurus
