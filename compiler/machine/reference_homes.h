// The homes of references are named where they are loaded and stored.
#ifndef PAGURUS_COMPILER_MACHINE_REFERENCE_HOMES_H_
#define PAGURUS_COMPILER_MACHINE_REFERENCE_HOMES_H_

#include "compiler/machine/module_state.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

// Home liveness believes that final code loads and stores the home of a
// reference as [SP + constant] and in no other way: from the address of one, or
// of one of two, it could not tell which is read, and a home that it takes for
// dead is not shown to the collector (I12).
//
// While frame objects still have names, this makes every access through an
// address in the array of homes, which LLVM may share between accesses to save
// bytes, name its word itself, and refuses whatever else is done with the
// address of a reference's home (I10).  Words of locals are addressed as the
// program likes.  Returns true if it changed `mf`, which is in SSA form.
bool NameReferenceHomes(llvm::MachineFunction& mf, ModuleState& state);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_REFERENCE_HOMES_H_
