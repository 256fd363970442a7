// Collects what a module is refused for (I10): all reasons, not only the
// first, each with the place in the source.
#ifndef PAGURUS_COMPILER_IR_DIAGNOSTICS_H_
#define PAGURUS_COMPILER_IR_DIAGNOSTICS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/GlobalVariable.h"
#include "llvm/IR/Instruction.h"
#include "llvm/IR/Module.h"

namespace pagurus {

// "file:line" of `i`; without debug information the module's source file.
std::string SourcePlace(const llvm::Instruction& i);
std::string SourcePlace(const llvm::Function& f);
std::string SourcePlace(const llvm::GlobalVariable& v);

class Refusals {
 public:
  // One line "file:line: function: reason".  Repeated lines are dropped.
  void Add(const llvm::Instruction& i, llvm::StringRef reason);
  void Add(const llvm::Function& f, llvm::StringRef reason);
  void Add(const llvm::GlobalVariable& v, llvm::StringRef reason);
  void Add(const llvm::Module& m, llvm::StringRef reason);

  bool empty() const { return lines_.empty(); }
  // OK, or InvalidArgument with all lines.
  absl::Status status() const;

 private:
  void AddLine(std::string line);
  std::vector<std::string> lines_;
};

}  // namespace pagurus

#endif  // PAGURUS_COMPILER_IR_DIAGNOSTICS_H_
