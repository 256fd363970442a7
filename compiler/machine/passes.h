// The machine passes.  Each leaves functions that are not managed alone and
// reports what it cannot prove right to the state (I10).
#ifndef PAGURUS_COMPILER_MACHINE_PASSES_H_
#define PAGURUS_COMPILER_MACHINE_PASSES_H_

#include "compiler/machine/module_state.h"
#include "llvm/CodeGen/MachineFunctionPass.h"

namespace pagurus {

// A pass over managed machine functions.
class ManagedPass : public llvm::MachineFunctionPass {
 public:
  ManagedPass(char& id, ModuleState& state)
      : MachineFunctionPass(id), state_(state) {}

  bool runOnMachineFunction(llvm::MachineFunction& mf) final {
    return IsManaged(mf.getFunction()) && Run(mf);
  }

 protected:
  // Returns true if it changed the function.
  virtual bool Run(llvm::MachineFunction& mf) = 0;

  ModuleState& state_;
};

// Right after instruction selection: resolves and deletes the markers that the
// IR passes left (docs/abi.md, section 6).
llvm::MachineFunctionPass* CreateEntryMap(ModuleState& state);

// After EntryMap: every call becomes one of the forms of docs/abi.md,
// section 3 (I6).
llvm::MachineFunctionPass* CreateCallLowering(ModuleState& state);

// After CallLowering: conditional moves choose between offsets into the frame,
// not between addresses, which FrameAddress could not compute again (I1).
llvm::MachineFunctionPass* CreateAddressSelect(ModuleState& state);

// Last pass in SSA form: no address of a frame object stays in a register
// across a safepoint (I1).
llvm::MachineFunctionPass* CreateFrameAddress(ModuleState& state);

// After every other pass: proves I3, I5 and I6 for the final code, adds entry
// points and the prologue check, and collects what the stack maps say.
llvm::MachineFunctionPass* CreateFinalFrame(ModuleState& state);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_PASSES_H_
