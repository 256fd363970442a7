#include "compiler/machine/x86_alignment.h"

#include <string>

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Support/ErrorHandling.h"

namespace pagurus {
namespace {

// VMOVAPS, VMOVAPD, VMOVDQA, VMOVDQA32, VMOVDQA64 of more than 16 bytes: in
// their names Y means 32 bytes and Z, unless Z128, 32 or 64.
bool IsAlignedMove(llvm::StringRef name) {
  return (name.starts_with("VMOVAP") || name.starts_with("VMOVDQA")) &&
         !name.contains("Z128") && (name.contains('Y') || name.contains('Z'));
}

// From each such opcode to the one that demands no alignment.
const llvm::DenseMap<unsigned, unsigned>& UnalignedOpcodes(
    const llvm::TargetInstrInfo& tii) {
  static const auto* const opcodes = [&] {
    llvm::StringMap<unsigned> by_name;
    for (unsigned i = 0; i < tii.getNumOpcodes(); ++i)
      if (tii.getName(i).starts_with("VMOV")) by_name[tii.getName(i)] = i;
    auto* result = new llvm::DenseMap<unsigned, unsigned>;
    for (const auto& entry : by_name) {
      const llvm::MCInstrDesc& desc = tii.get(entry.second);
      if (!IsAlignedMove(entry.first()) || desc.isPseudo() ||
          !(desc.mayLoad() || desc.mayStore()))
        continue;
      std::string name = entry.first().str();
      // VMOVAPx -> VMOVUPx, VMOVDQA -> VMOVDQU.
      name[entry.first().starts_with("VMOVAP") ? 4 : 6] = 'U';
      auto it = by_name.find(name);
      if (it == by_name.end())
        llvm::report_fatal_error("pagurus: this LLVM has no x86 name " +
                                 llvm::Twine(name));
      (*result)[entry.second] = it->second;
    }
    return result;
  }();
  return *opcodes;
}

}  // namespace

void DropVectorAlignment(llvm::MachineFunction& mf) {
  const llvm::TargetInstrInfo& tii = *mf.getSubtarget().getInstrInfo();
  for (llvm::MachineBasicBlock& block : mf) {
    for (llvm::MachineInstr& mi : block) {
      if (!mi.mayLoadOrStore() || !IsAlignedMove(tii.getName(mi.getOpcode())))
        continue;
      auto it = UnalignedOpcodes(tii).find(mi.getOpcode());
      if (it != UnalignedOpcodes(tii).end()) mi.setDesc(tii.get(it->second));
    }
  }
}

}  // namespace pagurus
