#include <string>

#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/normalise.h"
#include "llvm/IR/DerivedTypes.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"

namespace pagurus {

namespace {

using llvm::CallInst;
using llvm::Function;
using llvm::Module;

void RenameMain(Module& m, Refusals& refusals) {
  Function* main = m.getFunction("main");
  if (main == nullptr || main->hasLocalLinkage()) return;
  if (m.getNamedValue("pag_main") != nullptr) {
    refusals.Add(*main, "both 'main' and 'pag_main' exist");
    return;
  }
  main->setName("pag_main");
}

// Sends every call of setjmp or a relative to our own routine.  All other uses
// have been refused.
void ReplaceSetjmp(Module& m, Function& f) {
  llvm::LLVMContext& context = m.getContext();
  auto* ptr = llvm::PointerType::getUnqual(context);
  auto* i32 = llvm::Type::getInt32Ty(context);
  const llvm::StringRef name = f.getName();
  const bool plain = name == "_setjmp" || name == "__pag_setjmp";
  auto* type = plain ? llvm::FunctionType::get(i32, {ptr}, false)
                     : llvm::FunctionType::get(i32, {ptr, i32}, false);
  llvm::FunctionCallee ours =
      m.getOrInsertFunction(plain ? "__pag_setjmp" : "__pag_sigsetjmp", type);
  llvm::cast<Function>(ours.getCallee())
      ->addFnAttr(llvm::Attribute::ReturnsTwice);
  for (llvm::User* user : llvm::make_early_inc_range(f.users())) {
    auto* call = llvm::cast<CallInst>(user);
    llvm::IRBuilder<> b(call);
    llvm::SmallVector<llvm::Value*, 2> args = {call->getArgOperand(0)};
    if (!plain) {
      // glibc's function `setjmp` (not the macro) saves the signal mask.
      args.push_back(name == "setjmp" ? b.getInt32(1) : call->getArgOperand(1));
    }
    CallInst* replacement = b.CreateCall(ours, args);
    replacement->addFnAttr(llvm::Attribute::ReturnsTwice);
    replacement->copyMetadata(*call);
    if (!call->use_empty()) call->replaceAllUsesWith(replacement);
    call->eraseFromParent();
  }
}

bool HasSetjmpSignature(const CallInst& call) {
  const llvm::StringRef name = NamedCallee(call)->getName();
  const bool mask =
      name != "setjmp" && name != "_setjmp" && name != "__pag_setjmp";
  return call.arg_size() == (mask ? 2 : 1) &&
         call.getArgOperand(0)->getType()->isPointerTy() &&
         (!mask || call.getArgOperand(1)->getType()->isIntegerTy(32)) &&
         call.getType()->isIntegerTy(32);
}

// Merges `f` into a declaration called `name`.
void Redirect(Module& m, Function& f, llvm::StringRef name) {
  if (auto* existing = m.getFunction(name)) {
    f.replaceAllUsesWith(existing);
    f.eraseFromParent();
  } else {
    f.setName(name);
  }
}

}  // namespace

void RenameLibraryFunctions(Module& m, Refusals& refusals) {
  RenameMain(m, refusals);
  llvm::SmallVector<Function*, 8> functions;
  for (Function& f : m) functions.push_back(&f);
  for (Function* f : functions) {
    const llvm::StringRef name = f->getName();
    if (IsSetjmpName(name) || IsLongjmpName(name) || name == "vfork") {
      if (!f->isDeclaration()) {
        refusals.Add(*f, "defines a function that the runtime must provide");
        continue;
      }
      if (name == "vfork") {
        f->removeFnAttr(llvm::Attribute::ReturnsTwice);
        for (llvm::User* user : f->users()) {
          if (auto* call = llvm::dyn_cast<CallInst>(user)) {
            call->removeFnAttr(llvm::Attribute::ReturnsTwice);
          }
        }
        Redirect(m, *f, "fork");
      } else if (IsLongjmpName(name)) {
        if (name != "__pag_longjmp") Redirect(m, *f, "__pag_longjmp");
      } else {
        bool fits = true;
        for (llvm::User* user : f->users()) {
          auto* call = llvm::dyn_cast<CallInst>(user);
          if (call == nullptr || !HasSetjmpSignature(*call)) {
            refusals.Add(*f, "called with unexpected arguments");
            fits = false;
            break;
          }
        }
        if (!fits) continue;
        ReplaceSetjmp(m, *f);
        if (f->use_empty() && f->getName() != "__pag_setjmp" &&
            f->getName() != "__pag_sigsetjmp") {
          f->eraseFromParent();
        }
      }
    } else if (f->hasLocalLinkage() && !f->isDeclaration() &&
               LeafRoutineCalled(name) != nullptr) {
      // A local function may have any name, but a call of this one would be
      // taken for a call of the C library's.
      f->setName(name + ".local");
    }
  }
}

}  // namespace pagurus
