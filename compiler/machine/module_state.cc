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
  refusals.push_back(
      (llvm::Twine(place) + ": " + f.getName() + ": " + reason).str());
}

bool IsManaged(const llvm::Function& f) {
  return f.hasFnAttribute(kManagedAttr) &&
         !f.hasFnAttribute(llvm::Attribute::Naked);
}

}  // namespace pagurus
