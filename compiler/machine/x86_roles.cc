#include "compiler/machine/x86_roles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

namespace pagurus {
namespace {

using llvm::StringRef;

RegisterRoles MakeRoles(const llvm::TargetRegisterInfo& tri) {
  RegisterRoles roles;
  roles.not_followed.resize(tri.getNumRegs());
  roles.low_byte.resize(tri.getNumRegs());
  roles.high_byte.resize(tri.getNumRegs());
  for (unsigned reg = 1; reg < tri.getNumRegs(); ++reg) {
    const StringRef name = tri.getName(reg);
    if (name == "RSP") roles.stack_pointer = reg;
    if (name == "RAX") roles.result = reg;
    if (name == "RDI") roles.first_argument = roles.string_destination = reg;
    if (name == "RSI") roles.string_source = reg;
    for (StringRef n :
         {"RSP", "ESP",    "SP", "SPL",   "RIP",  "EIP",     "IP",
          "SSP", "EFLAGS", "DF", "MXCSR", "FPSW", "FPCW",    "CS",
          "DS",  "ES",     "FS", "GS",    "SS",   "FS_BASE", "GS_BASE"})
      if (name == n) roles.not_followed.set(reg);
    for (StringRef n : {"AL", "BL", "CL", "DL", "SIL", "DIL", "BPL", "SPL"})
      if (name == n) roles.low_byte.set(reg);
    for (StringRef n : {"AH", "BH", "CH", "DH"})
      if (name == n) roles.high_byte.set(reg);
    if (name.starts_with("R") && name.ends_with("B") && llvm::isDigit(name[1]))
      roles.low_byte.set(reg);
  }
  return roles;
}

}  // namespace

const RegisterRoles& Roles(const llvm::MachineFunction& mf) {
  static const RegisterRoles* const roles =
      new RegisterRoles(MakeRoles(*mf.getSubtarget().getRegisterInfo()));
  return *roles;
}

}  // namespace pagurus
