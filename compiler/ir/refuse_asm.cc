// Inline assembly that managed code cannot contain: a frame is rigid (I3), and
// a frame's address that the assembly keeps would be stale after a move (I1).
#include <string>

#include "compiler/ir/refuse.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

namespace pagurus {

namespace {

bool IsWordChar(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '.' || c == '@';
}

// Calls `visit` for each word of `text`, lower-cased.
void ForEachWord(llvm::StringRef text,
                 llvm::function_ref<void(llvm::StringRef)> visit) {
  const std::string lower = text.lower();
  llvm::StringRef rest = lower;
  while (!rest.empty()) {
    rest = rest.drop_until(IsWordChar);
    const llvm::StringRef word = rest.take_while(IsWordChar);
    rest = rest.drop_front(word.size());
    if (!word.empty()) visit(word);
  }
}

bool IsStackPointer(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases("rsp", "esp", "sp", "spl", true)
      .Default(false);
}

bool MovesStackPointer(llvm::StringRef word) {
  return llvm::StringSwitch<bool>(word)
      .Cases("push", "pushw", "pushl", "pushq", true)
      .Cases("pushf", "pushfw", "pushfl", "pushfq", "pushfd", true)
      .Cases("pop", "popw", "popl", "popq", true)
      .Cases("popf", "popfw", "popfl", "popfq", "popfd", true)
      .Cases("push2", "push2p", "pushp", "pop2", "pop2p", "popp", true)
      .Cases("pusha", "pushaw", "pushal", "popa", "popaw", "popal", true)
      .Cases("call", "callw", "callq", "lcall", "lcallq", true)
      .Cases("ret", "retw", "retq", "lret", "lretq", "iret", "iretq", true)
      .Cases("enter", "enterq", "leave", "leaveq", true)
      .Default(false);
}

}  // namespace

bool AsmMentions(llvm::StringRef text, llvm::StringRef token) {
  bool found = false;
  ForEachWord(text, [&](llvm::StringRef word) { found |= word == token; });
  return found;
}

std::string WhyAsmIsRefused(const llvm::InlineAsm& inline_asm) {
  std::string why;
  ForEachWord(inline_asm.getAsmString(), [&](llvm::StringRef word) {
    if (!why.empty()) return;
    if (IsStackPointer(word)) {
      why = "inline assembly names the stack pointer ('" + word.str() + "')";
    } else if (MovesStackPointer(word)) {
      why = "inline assembly uses the stack ('" + word.str() + "')";
    }
  });
  if (!why.empty()) return why;
  for (const llvm::InlineAsm::ConstraintInfo& c :
       inline_asm.ParseConstraints()) {
    for (const std::string& code : c.Codes) {
      llvm::StringRef reg = code;
      if (!reg.consume_front("{") || !reg.consume_back("}")) continue;
      if (IsStackPointer(reg.lower())) {
        return "inline assembly has the stack pointer as an operand or clobber";
      }
    }
  }
  if (inline_asm.isAlignStack()) {
    return "inline assembly asks for an aligned stack";
  }
  if (inline_asm.canThrow()) return "inline assembly may throw";
  return "";
}

}  // namespace pagurus
