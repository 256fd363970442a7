#include "compiler/machine/gate_printer.h"

#include "compiler/callees.h"
#include "compiler/machine/x86_names.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCExpr.h"
#include "llvm/MC/MCInstBuilder.h"
#include "llvm/MC/MCSectionELF.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCSymbolELF.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {

void GatePrinter::Print(const llvm::Module& m) {
  llvm::MCContext& context = printer_.OutContext;
  for (const std::string& name : state_.called) {
    const llvm::MCSymbol* symbol = context.lookupSymbol(name);
    // Defined in this module: a function's own name, or an alias's.
    if (symbol && (symbol->isDefined() || symbol->isVariable())) continue;
    llvm::StringRef target = name;
    if (target.consume_back(kNativeOnlySuffix)) {
      PrintGate(name, target.str(), "__pag_gate_native", /*local=*/true);
    } else if (target.consume_back(kStackArgsSuffix)) {
      PrintGate(name, target.str(), "__pag_gate_s", /*local=*/false);
    } else if (target.consume_back(kManagedSuffix)) {
      PrintGate(name, target.str(), "__pag_gate", /*local=*/false);
    }
  }
}

//   .section .text.pagurus_gates,"axG",@progbits,foo.pag,comdat
//   .weak foo.pag
// foo.pag:
//   movq foo@GOTPCREL(%rip), %r11
//   jmp __pag_gate
void GatePrinter::PrintGate(const std::string& name, const std::string& target,
                            const char* gate, bool local) {
  llvm::MCStreamer& out = *printer_.OutStreamer;
  llvm::MCContext& context = printer_.OutContext;
  const llvm::MCSubtargetInfo& sti = *printer_.TM.getMCSubtargetInfo();
  const X86Names& x86 =
      X86(*printer_.TM.getMCInstrInfo(), *printer_.TM.getMCRegisterInfo());
  auto* symbol = llvm::cast<llvm::MCSymbolELF>(context.getOrCreateSymbol(name));
  llvm::MCSymbol* callee = context.getOrCreateSymbol(target);
  constexpr char kSection[] = ".text.pagurus_gates";
  constexpr unsigned kFlags = llvm::ELF::SHF_ALLOC | llvm::ELF::SHF_EXECINSTR;
  if (local) {
    out.switchSection(
        context.getELFSection(kSection, llvm::ELF::SHT_PROGBITS, kFlags));
  } else {
    out.switchSection(context.getELFSection(
        kSection, llvm::ELF::SHT_PROGBITS, kFlags | llvm::ELF::SHF_GROUP,
        /*EntrySize=*/0, symbol, /*IsComdat=*/true,
        llvm::MCSection::NonUniqueID, nullptr));
    out.emitSymbolAttribute(symbol, llvm::MCSA_Weak);
  }
  out.emitSymbolAttribute(symbol, llvm::MCSA_ELF_TypeFunction);
  if (state_.weak_references.count(target))
    out.emitSymbolAttribute(callee, llvm::MCSA_Weak);
  out.emitLabel(symbol);
  out.emitCFIStartProc(/*IsSimple=*/false);
  out.emitInstruction(
      llvm::MCInstBuilder(x86.MOV64rm)
          .addReg(x86.R11)
          .addReg(x86.RIP)
          .addImm(1)
          .addReg(0)
          .addExpr(llvm::MCSymbolRefExpr::create(
              callee, llvm::MCSymbolRefExpr::VK_GOTPCREL, context))
          .addReg(0),
      sti);
  out.emitInstruction(
      llvm::MCInstBuilder(x86.JMP_1).addExpr(llvm::MCSymbolRefExpr::create(
          context.getOrCreateSymbol(gate), context)),
      sti);
  out.emitCFIEndProc();
}

}  // namespace pagurus
