// Gates: the stubs between managed calls and native functions.
#ifndef PAGURUS_COMPILER_MACHINE_GATE_PRINTER_H_
#define PAGURUS_COMPILER_MACHINE_GATE_PRINTER_H_

#include <string>

#include "compiler/machine/module_state.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/IR/Module.h"

namespace pagurus {

class GatePrinter {
 public:
  GatePrinter(llvm::AsmPrinter& printer, const ModuleState& state)
      : printer_(printer), state_(state) {}

  // A gate for every suffixed name that `m` calls and does not define
  // (docs/abi.md, section 3).
  void Print(const llvm::Module& m);

 private:
  void PrintGate(const std::string& name, const std::string& target,
                 const char* gate, bool local);

  llvm::AsmPrinter& printer_;
  const ModuleState& state_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_GATE_PRINTER_H_
