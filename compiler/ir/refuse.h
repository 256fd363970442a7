// Pass "refuse" (I10): finds what managed code cannot contain.
#ifndef PAGURUS_COMPILER_IR_REFUSE_H_
#define PAGURUS_COMPILER_IR_REFUSE_H_

#include <string>

#include "compiler/ir/diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Module.h"

namespace pagurus {

// Adds a line to `refusals` for every construct of `m` that cannot be compiled
// right.  Changes nothing.
void RefuseUnsupported(const llvm::Module& m, Refusals& refusals);

// Why the inline assembly cannot run on a goroutine stack; empty if it can.
// It is read token by token, not parsed: a comment that says "push" is refused
// too.
std::string WhyAsmIsRefused(const llvm::InlineAsm& inline_asm);

// True if the text contains `token` as a whole word.
bool AsmMentions(llvm::StringRef text, llvm::StringRef token);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_REFUSE_H_
