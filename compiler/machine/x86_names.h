// x86's opcodes and registers by name.
//
// LLVM's installed headers lack the targets' private enums, so the numbers are
// looked up once, by the names that LLVM's tables carry.  Field names are
// those names.
#ifndef PAGURUS_COMPILER_MACHINE_X86_NAMES_H_
#define PAGURUS_COMPILER_MACHINE_X86_NAMES_H_

#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"

// Opcodes and registers that the machine passes name.
#define PAGURUS_X86_OPCODES(X)                                                \
  X(ADD64ri32)                                                                \
  X(ASAN_CHECK_MEMACCESS)                                                     \
  X(TLS_addr64)                                                               \
  X(TLS_base_addr64)                                                          \
  X(TLS_desc64) X(ADD64ri32_DB) X(ADD64ri8) X(ADD64rr) X(ADD64rr_DB)          \
      X(AND32ri) X(AND32ri8) X(AND64ri32) X(AND64ri8) X(CALL64m)              \
          X(CALL64pcrel32) X(CALL64r) X(CMOV64rr) X(CMP64mi32) X(CMP64rm)     \
              X(DEC64r) X(FS_PREFIX) X(NOOP) X(INC64r) X(JCC_1) X(JMP_1)      \
                  X(LEA64r) X(MOV32r0) X(MOV32ri) X(MOV64mi32) X(MOV64mr)     \
                      X(MOV64ri) X(MOV64ri32) X(MOV64rm) X(MOV64rr) X(POP64r) \
                          X(PUSH64r) X(RET) X(RET64) X(REX64_PREFIX)          \
                              X(SUB64ri32) X(SUB64ri8) X(SUB64rr)             \
                                  X(TAILJMPd64) X(TAILJMPd64_CC)              \
                                      X(TCRETURNdi64) X(TCRETURNmi64)         \
                                          X(TCRETURNri64) X(XOR32rr)

#define PAGURUS_X86_REGISTERS(X) \
  X(AL)                          \
  X(R10)                         \
  X(R10D)                        \
  X(R11) X(RIP) X(RSP) X(FS) X(EFLAGS) X(RDI) X(RSI) X(RDX) X(RCX) X(R8) X(R9)

namespace pagurus {

// Condition codes, as the hardware encodes them.
inline constexpr int kX86CondNO = 1;
inline constexpr int kX86CondE = 4;

struct X86Names {
  X86Names(const llvm::MCInstrInfo& instructions,
           const llvm::MCRegisterInfo& registers);

#define PAGURUS_FIELD(name) unsigned name = 0;
  PAGURUS_X86_OPCODES(PAGURUS_FIELD)
  PAGURUS_X86_REGISTERS(PAGURUS_FIELD)
#undef PAGURUS_FIELD
};

// The names of `mf`'s target, which is x86-64.
const X86Names& X86(const llvm::MachineFunction& mf);

// The same, for code that has no function at hand.
const X86Names& X86(const llvm::MCInstrInfo& instructions,
                    const llvm::MCRegisterInfo& registers);

// The bit of docs/stackmap-format.md's entry mask for an argument register,
// or -1 when arguments of pointer type do not come in `reg`.
int EntryRegisterBit(const X86Names& x86, unsigned reg);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_NAMES_H_
