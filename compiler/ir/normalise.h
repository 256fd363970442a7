// Pass "normalise": brings a module into the form that the later passes and
// the machine passes rely on (docs/abi.md, section 6).  One file per concern:
//
//   renames.cc      main, the setjmp family, vfork
//   signatures.cc   sret and returns too big for registers
//   byval.cc        parameters passed by value on the stack
//   attributes.cc   attributes, sections, thread-local models, call facts
//   tail_marks.cc   which calls may become jumps
#ifndef PAGURUS_COMPILER_IR_NORMALISE_H_
#define PAGURUS_COMPILER_IR_NORMALISE_H_

#include "compiler/ir/diagnostics.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {

// `main` becomes pag_main; setjmp, longjmp and their relatives become ours;
// vfork becomes fork.
void RenameLibraryFunctions(llvm::Module& m, Refusals& refusals);

// A hidden pointer that the target keeps in a register of its choice over the
// whole function would be stale after a move.  Makes it visible:
//  - a definition with an sret parameter returns that pointer explicitly;
//  - a return value too big for registers goes through an explicit leading
//    pointer parameter, in definitions and at calls, exactly as the target
//    would have passed it.
void NormaliseSignatures(llvm::Module& m, const llvm::TargetMachine& tm,
                         Refusals& refusals);

// Copies byval parameters into locals at entry, so that their addresses are
// those of ordinary locals.
void CopyByvalParameters(llvm::Function& f);

// Moves all static allocas of `f` to the top of its entry block and removes
// unreachable blocks and casts to the same type; replaces the results of
// memcpy, strcpy and the like by their first argument.
void NormaliseBody(llvm::Function& f);

// Attributes of every managed definition, thread-local models and module
// flags; removes from safepoint calls and their callees the facts that moving
// makes untrue (a move writes homes).
void NormaliseAttributes(llvm::Module& m);

// Clears `tail` where a call must not become a jump.  `no_jumps`: the function
// releases arena memory behind every one of its calls.
void NormaliseTailMarks(llvm::Function& f, bool no_jumps);

// Gives `f` the type `type`: `f`'s parameters become the last ones of it.  The
// body, name and all uses go over to the new function; `f` is deleted.
llvm::Function* ReplaceFunctionType(llvm::Function& f,
                                    llvm::FunctionType* type);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_NORMALISE_H_
