#include "compiler/machine/module_state.h"

#include "compiler/callees.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/Module.h"

namespace pagurus {

void ModuleState::Refuse(const llvm::MachineFunction& mf,
                         const llvm::DebugLoc& where,
                         const llvm::Twine& reason) {
  const llvm::Function& f = mf.getFunction();
  std::string place;
  if (where) {
    place = (where->getFilename() + ":" + llvm::Twine(where.getLine())).str();
  } else if (const llvm::DISubprogram* sp = f.getSubprogram()) {
    place = (sp->getFilename() + ":" + llvm::Twine(sp->getLine())).str();
  } else {
    place = f.getParent()->getSourceFileName() + ":0";
  }
  std::string line =
      (llvm::Twine(place) + ": " + f.getName() + ": " + reason).str();
  // One construct may be met at several instructions.
  if (refusals.empty() || refusals.back() != line)
    refusals.push_back(std::move(line));
}

bool IsManaged(const llvm::Function& f) {
  return f.hasFnAttribute(kManagedAttr) &&
         !f.hasFnAttribute(llvm::Attribute::Naked);
}

}  // namespace pagurus
