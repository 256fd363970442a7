// MapPrinter: stack maps, gates and the other things that an object file of
// managed code holds beside the code.
#ifndef PAGURUS_COMPILER_MACHINE_MAP_PRINTER_H_
#define PAGURUS_COMPILER_MACHINE_MAP_PRINTER_H_

#include <memory>

#include "compiler/machine/module_state.h"
#include "llvm/CodeGen/AsmPrinter.h"
#include "llvm/CodeGen/AsmPrinterHandler.h"

namespace pagurus {

// To be added to `printer`, which must outlive it.
std::unique_ptr<llvm::AsmPrinterHandler> CreateMapPrinter(
    llvm::AsmPrinter& printer, ModuleState& state);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_MAP_PRINTER_H_
