// x86-64's registers by what they do, for the frame verifier.
#ifndef PAGURUS_COMPILER_MACHINE_X86_ROLES_H_
#define PAGURUS_COMPILER_MACHINE_X86_ROLES_H_

#include "llvm/ADT/BitVector.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/MC/MCRegister.h"

namespace pagurus {

struct RegisterRoles {
  llvm::MCRegister stack_pointer;
  llvm::MCRegister first_argument;
  llvm::MCRegister result;
  llvm::MCRegister string_source;
  llvm::MCRegister string_destination;
  // By register: not followed, because they cannot hold an address (flags, the
  // control words) or are followed in another way (SP).
  llvm::BitVector not_followed;
  // By register: the low byte of another (moves do not change an address's
  // low byte), or its second byte.
  llvm::BitVector low_byte;
  llvm::BitVector high_byte;
};

// The same for every x86-64 function.
const RegisterRoles& Roles(const llvm::MachineFunction& mf);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_X86_ROLES_H_
