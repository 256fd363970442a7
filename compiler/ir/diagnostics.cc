#include "compiler/ir/diagnostics.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugLoc.h"

namespace pagurus {

namespace {

std::string ModuleFile(const llvm::Module* m) {
  return m == nullptr ? "<unknown>" : m->getSourceFileName();
}

}  // namespace

std::string SourcePlace(const llvm::Function& f) {
  // What the front end made up (a thunk) has line 0.
  if (const llvm::DISubprogram* sp = f.getSubprogram();
      sp != nullptr && sp->getLine() != 0) {
    return absl::StrCat(sp->getFilename().str(), ":", sp->getLine());
  }
  return ModuleFile(f.getParent());
}

std::string SourcePlace(const llvm::Instruction& i) {
  if (const llvm::DILocation* loc = i.getDebugLoc().get();
      loc != nullptr && loc->getLine() != 0) {
    return absl::StrCat(loc->getFilename().str(), ":", loc->getLine());
  }
  return SourcePlace(*i.getFunction());
}

std::string SourcePlace(const llvm::GlobalVariable& v) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> info;
  v.getDebugInfo(info);
  if (info.empty()) return ModuleFile(v.getParent());
  const llvm::DIGlobalVariable* variable = info[0]->getVariable();
  return absl::StrCat(variable->getFilename().str(), ":", variable->getLine());
}

void Refusals::AddLine(std::string line) {
  if (std::find(lines_.begin(), lines_.end(), line) == lines_.end()) {
    lines_.push_back(std::move(line));
  }
}

void Refusals::Add(const llvm::Instruction& i, llvm::StringRef reason) {
  AddLine(absl::StrCat(SourcePlace(i), ": ", i.getFunction()->getName().str(),
                       ": ", reason.str()));
}

void Refusals::Add(const llvm::Function& f, llvm::StringRef reason) {
  AddLine(absl::StrCat(SourcePlace(f), ": ", f.getName().str(), ": ",
                       reason.str()));
}

void Refusals::Add(const llvm::GlobalVariable& v, llvm::StringRef reason) {
  AddLine(absl::StrCat(SourcePlace(v), ": ", v.getName().str(), ": ",
                       reason.str()));
}

void Refusals::Add(const llvm::Module& m, llvm::StringRef reason) {
  AddLine(absl::StrCat(ModuleFile(&m), ": ", reason.str()));
}

absl::Status Refusals::status() const {
  if (lines_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(lines_, "\n"));
}

}  // namespace pagurus
