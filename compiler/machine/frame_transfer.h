// What one instruction does to the frame verifier's state, and what is wrong
// with it.  See frame_verifier.h for the rules.
#ifndef PAGURUS_COMPILER_MACHINE_FRAME_TRANSFER_H_
#define PAGURUS_COMPILER_MACHINE_FRAME_TRANSFER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/machine/abstract_state.h"
#include "compiler/machine/frame_facts.h"
#include "compiler/machine/x86_effects.h"
#include "compiler/machine/x86_roles.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/Twine.h"
#include "llvm/CodeGen/MachineFunction.h"

namespace pagurus {

class FrameTransfer {
 public:
  struct Violation {
    const llvm::MachineInstr* where;
    std::string reason;
  };

  FrameTransfer(const llvm::MachineFunction& mf, const FrameFacts& facts);

  AbstractState AtEntry() const;

  // Brings `state` from before `mi` to after it.  Adds what `mi` must not do
  // to `violations`, unless that is null; the state goes on as if `mi` had not
  // done it, so that one mistake is reported once.
  void Apply(const llvm::MachineInstr& mi, AbstractState& state,
             std::vector<Violation>* violations);

 private:
  // Where an address may lead.
  struct Address {
    enum Place {
      kSlot,       // `offset` from the CFA
      kFrame,      // SP plus something: into a frame object
      kThrough,    // a pointer that may point into the stack
      kElsewhere,  // not into the stack
    };
    Place place = kElsewhere;
    int64_t offset = 0;
    StackValue value;  // the address itself
  };

  // One per class of instructions.
  void ApplyOrdinary(const llvm::MachineInstr& mi);
  void ApplyString(const llvm::MachineInstr& mi, DataFlow flow);
  void ApplyPush(const llvm::MachineInstr& mi);
  void ApplyPop(const llvm::MachineInstr& mi);
  void ApplyInlineAsm(const llvm::MachineInstr& mi);
  void ApplyCall(const llvm::MachineInstr& mi);
  void ApplyReturn(const llvm::MachineInstr& mi);
  void ApplySafepoint(const llvm::MachineInstr& mi);
  void ChangeDepth(int64_t change);

  StackValue ReadOperand(const llvm::MachineOperand& op) const;
  StackValue ReadRegister(llvm::MCRegister reg) const;
  void WriteOutputs(const llvm::MachineInstr& mi, StackValue value);
  Address AddressOf(const MemoryReference& reference) const;
  StackValue Load(const llvm::MachineInstr& mi, const Address& address,
                  AccessWidth width);
  void Store(const llvm::MachineInstr& mi, const Address& address,
             AccessWidth width, StackValue value);
  // What a load through an unknown address into the frame may find.
  StackValue LoadFromObjects() const;
  // Bytes from `offset` to the end of the frame object there: how much assembly
  // can access that was given the object as an operand.
  int64_t RestOfObject(int64_t offset) const;
  // Bytes that the mover keeps right.
  bool IsRewritten(ByteRange range) const;
  bool OverlapsRewritten(ByteRange range) const;
  // The mask's effect by register unit.
  const llvm::BitVector& ClobberedUnits(const llvm::MachineInstr& call);

  // `value` if it may be used, else a complaint and a clean value.
  StackValue Use(const llvm::MachineInstr& mi, StackValue value);
  void Report(const llvm::MachineInstr& mi, const llvm::Twine& reason);

  const llvm::MachineFunction& mf_;
  const FrameFacts& facts_;
  const llvm::TargetRegisterInfo& tri_;
  const RegisterRoles& roles_;

  ByteRange homes_;
  ByteRange outgoing_;
  llvm::SmallVector<ByteRange> locals_;   // allocas other than homes
  llvm::SmallVector<ByteRange> objects_;  // these, and code generation's own
                                          // temporaries; not spill slots

  llvm::DenseMap<const uint32_t*, llvm::BitVector> clobbered_;
  std::vector<const llvm::MachineInstr*> safepoints_;
  llvm::DenseMap<const llvm::MachineInstr*, uint32_t> safepoint_numbers_;

  // Set by Apply.
  AbstractState* state_ = nullptr;
  std::vector<Violation>* violations_ = nullptr;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_FRAME_TRANSFER_H_
