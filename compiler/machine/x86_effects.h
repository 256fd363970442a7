// What x86 instructions do, as far as the frame verifier has to know.
//
// Another architecture brings its own file with these functions.  Whatever is
// not known here gets an answer on the safe side.
#ifndef PAGURUS_COMPILER_MACHINE_X86_EFFECTS_H_
#define PAGURUS_COMPILER_MACHINE_X86_EFFECTS_H_

#include <cstdint>
#include <optional>

#include "llvm/CodeGen/MachineInstr.h"

namespace pagurus {

// What becomes of the inputs of an instruction.
enum class DataFlow : uint8_t {
  kCopy,        // outputs are inputs, whole or in lanes; plus constants
  kSum,         // of all inputs; of base and index for LEA
  kDifference,  // first input − second
  kNegate,
  kLowBits,     // AND, OR, XOR with a constant: see EffectOnLowBits
  kCompare,     // outputs say how inputs compare
  kNothing,     // a hint
  kStringMove,  // memory to memory, through registers not among the operands
  kStringFill,  // RAX to memory, likewise
  kMix,         // anything else
};

DataFlow ClassifyDataFlow(const llvm::MachineInstr& mi);

// For kLowBits.  Stacks move by multiples of 1 KiB, so the lowest 10 bits of an
// address stay what they are.
enum class LowBits { kClean, kUnchanged, kMix };
LowBits EffectOnLowBits(const llvm::MachineInstr& mi);

// True for an instruction that yields the same whatever its register inputs
// are: `xor %eax, %eax`.
bool IsZeroIdiom(const llvm::MachineInstr& mi);

// The five operands of a memory reference.
struct MemoryReference {
  int first;  // number of the first of the five operands
  const llvm::MachineOperand& base;
  int64_t scale;
  const llvm::MachineOperand& index;
  const llvm::MachineOperand& displacement;
  const llvm::MachineOperand& segment;

  bool Includes(unsigned operand) const {
    return operand >= static_cast<unsigned>(first) &&
           operand < static_cast<unsigned>(first) + 5;
  }
};

// Five operands from number `first` on; nullopt if they do not look so.
std::optional<MemoryReference> ReferenceAt(const llvm::MachineInstr& mi,
                                           int first);

// The memory operand of `mi`, also if it is only an address (LEA).
std::optional<MemoryReference> MemoryReferenceOf(const llvm::MachineInstr& mi);

// Does `mi` read, write what its memory operand refers to?  Not simply
// mayLoad, mayStore: LLVM's tables have gaps.
bool ReadsMemory(const llvm::MachineInstr& mi);
bool WritesMemory(const llvm::MachineInstr& mi);

// Bytes that `mi` touches in memory: `certain` surely, `possible` at most.
struct AccessWidth {
  int64_t certain;
  int64_t possible;
};
AccessWidth WidthOf(const llvm::MachineInstr& mi);

// By how much `mi` deepens the stack; nullopt if that cannot be told.  Calls
// and returns: 0.
std::optional<int64_t> DepthChange(const llvm::MachineInstr& mi);
bool IsPush(const llvm::MachineInstr& mi);
bool IsPop(const llvm::MachineInstr& mi);  // into a register

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_EFFECTS_H_
