// What the machine passes of one module tell each other.
#ifndef PAGURUS_COMPILER_MACHINE_MODULE_STATE_H_
#define PAGURUS_COMPILER_MACHINE_MODULE_STATE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/Twine.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/IR/Function.h"
#include "llvm/MC/MCSymbol.h"

namespace pagurus {

// One managed function, filled in by pass after pass:
//   EntryMap    where tracked arguments came in, which frame object is homes
//   FinalFrame  everything else
//   MapPrinter  reads it
struct FunctionState {
  // Entry map.
  unsigned entry_registers = 0;               // bits 0–5: rdi … r9
  std::vector<uint32_t> entry_stack_offsets;  // from the CFA
  std::optional<int> homes_index;             // frame index
  uint32_t num_homes = 0;
  // Heap references, the same way; their homes are behind the others.
  unsigned entry_references = 0;
  std::vector<uint32_t> entry_stack_references;
  uint32_t num_refs = 0;
  // The first of these are words of locals, one for each bit; where it is set
  // the word is a reference, live at every safepoint.
  llvm::BitVector local_refs;
  bool unmapped_references = false;  // in registers between safepoints

  // True if the function has a safepoint block.
  bool has_block() const { return num_homes != 0 || holds_references(); }
  bool holds_references() const {
    return num_refs != 0 || entry_references != 0 || unmapped_references ||
           !entry_stack_references.empty();
  }

  // Symbols.  `begin` and `end` are local labels: a weak function's own symbol
  // may come to mean another copy.
  llvm::MCSymbol* begin = nullptr;
  llvm::MCSymbol* entry = nullptr;  // managed entry; null: the function's own
  llvm::MCSymbol* end = nullptr;

  // Frame.
  bool has_record = false;
  uint32_t frame_size = 0;
  uint32_t homes_offset = 0;  // from SP at calls
  // The code has no more bytes than that.
  uint64_t largest_size = 0;

  struct Safepoint {
    llvm::MCSymbol* label;  // the return address
    llvm::BitVector live;   // homes, then reference homes
  };
  std::vector<Safepoint> safepoints;
};

struct ModuleState {
  // "file:line: function: reason", one per finding.
  std::vector<std::string> refusals;

  std::map<const llvm::Function*, FunctionState> functions;

  // Symbols without suffix that are only weakly referenced.
  std::set<std::string> weak_references;
  // Suffixed symbols that final code calls: those not defined in this module
  // get a gate.
  std::set<std::string> called;

  // Refuses to compile `mf` (I10).  Compilation goes on, so that one run shows
  // all findings, and its output is thrown away.
  void Refuse(const llvm::MachineFunction& mf, const llvm::DebugLoc& where,
              const llvm::Twine& reason);

  FunctionState& Of(const llvm::MachineFunction& mf) {
    return functions[&mf.getFunction()];
  }
};

// True for code that the passes own.  Naked functions are native code.
bool IsManaged(const llvm::Function& f);

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_MACHINE_MODULE_STATE_H_
