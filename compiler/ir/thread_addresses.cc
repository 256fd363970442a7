#include "compiler/ir/thread_addresses.h"

#include <string>

#include "compiler/ir/safepoints.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Mangler.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/ReplaceConstant.h"

namespace pagurus {

using llvm::CallInst;
using llvm::Function;
using llvm::Instruction;
using llvm::Use;
using llvm::Value;

namespace {

// Functions of the C library that return the same address, or handle, as long
// as the thread is the same.  Declared `const`, so that calls are merged.
bool IsOfTheThread(const CallInst& call) {
  static const auto& names = *new llvm::StringSet<>{
      "__ctype_b_loc",    "__ctype_tolower_loc", "__ctype_toupper_loc",
      "__errno_location", "__h_errno_location",  "__res_state",
      "pthread_self",     "thrd_current"};
  const Function* callee = call.getCalledFunction();
  return callee != nullptr && callee->isDeclaration() &&
         names.contains(callee->getName()) && call.arg_empty();
}

bool IsThreadLocalAddress(const Instruction& i) {
  const auto* call = llvm::dyn_cast<llvm::IntrinsicInst>(&i);
  return call != nullptr &&
         call->getIntrinsicID() == llvm::Intrinsic::threadlocal_address;
}

bool IsSource(const Instruction& i) {
  const auto* call = llvm::dyn_cast<CallInst>(&i);
  return IsThreadLocalAddress(i) || (call != nullptr && IsOfTheThread(*call));
}

// The variable's address, computed in front of `at`.
Value* EmitAddress(const llvm::GlobalValue& variable, Instruction* at) {
  llvm::SmallString<64> name;
  llvm::Mangler().getNameWithPrefix(name, &variable, false);
  // $ and { | } mean something in inline assembly; $( $| $) stand for braces.
  std::string spelled;
  for (char c : name) {
    if (llvm::StringRef("${|}").contains(c)) spelled += '$';
    spelled += c == '{' ? '(' : c == '}' ? ')' : c;
  }
  auto* type = llvm::FunctionType::get(variable.getType(), {}, false);
  auto* code = llvm::InlineAsm::get(
      type, "movq \"" + spelled + "\"@gottpoff(%rip), $0\n\taddq %fs:0, $0",
      "=r,~{dirflag},~{fpsr},~{flags}", /*hasSideEffects=*/true);
  auto* call = CallInst::Create(code, {}, "", at->getIterator());
  call->setDoesNotThrow();
  call->setDebugLoc(at->getDebugLoc());
  return call;
}

class Renewer {
 public:
  explicit Renewer(Function& f) : f_(f), safepoints_(f) {}

  void Run() {
    if (safepoints_.empty()) return;
    NameVariablesInInstructions();
    while (TakeApartAPhi()) {
    }
    llvm::SmallVector<Instruction*, 8> sources;
    for (Instruction& i : llvm::instructions(f_)) {
      if (IsSource(i)) sources.push_back(&i);
    }
    for (Instruction* source : sources) {
      SinkWithOffsets(source);
    }
    ReplaceThreadLocalAddresses();
  }

 private:
  // Variables that are operands of instructions, or parts of constants that
  // are, get a threadlocal.address of their own there.
  void NameVariablesInInstructions() {
    llvm::SmallVector<llvm::Constant*, 8> variables;
    for (llvm::GlobalValue& g : f_.getParent()->global_values()) {
      if (g.isThreadLocal()) variables.push_back(&g);
    }
    if (variables.empty()) return;
    llvm::convertUsersOfConstantsToInstructions(variables, &f_);
    for (Instruction& i : llvm::make_early_inc_range(llvm::instructions(f_))) {
      if (IsThreadLocalAddress(i)) continue;
      for (Use& use : i.operands()) {
        auto* variable = llvm::dyn_cast<llvm::GlobalValue>(use.get());
        if (variable == nullptr || !variable->isThreadLocal()) continue;
        llvm::IRBuilder<> b(UsePoint(use));
        use.set(b.CreateThreadLocalAddress(variable));
      }
    }
  }

  // LLVM may have merged several computations of one address; the program has
  // not.  True if there was such a phi.
  bool TakeApartAPhi() {
    for (Instruction& i : llvm::instructions(f_)) {
      auto* phi = llvm::dyn_cast<llvm::PHINode>(&i);
      if (phi == nullptr) continue;
      auto* first = llvm::dyn_cast<Instruction>(phi->getIncomingValue(0));
      if (first == nullptr || !IsSource(*first) ||
          !llvm::all_of(phi->incoming_values(), [&](const Use& value) {
            auto* other = llvm::dyn_cast<Instruction>(value.get());
            return other != nullptr && first->isIdenticalTo(other);
          })) {
        continue;
      }
      Instruction* again = first->clone();
      again->insertBefore(&*phi->getParent()->getFirstInsertionPt());
      phi->replaceAllUsesWith(again);
      phi->eraseFromParent();
      return true;
    }
    return false;
  }

  // What is an offset from the address goes with it.
  void SinkWithOffsets(Instruction* address) {
    for (llvm::User* user : llvm::make_early_inc_range(address->users())) {
      auto* offset = llvm::dyn_cast<llvm::GetElementPtrInst>(user);
      if (offset != nullptr && offset->getPointerOperand() == address) {
        SinkWithOffsets(offset);
      }
    }
    LiveRange range(safepoints_, address, f_);
    for (Use& use : address->uses()) range.AddUse(UsePoint(use));
    for (Use& use : llvm::make_early_inc_range(address->uses())) {
      Instruction* point = UsePoint(use);
      if (llvm::isa<llvm::PHINode>(use.getUser()) || !range.Separated(point)) {
        continue;
      }
      Instruction* again = address->clone();
      again->insertBefore(point);
      use.set(again);
    }
    if (address->use_empty()) address->eraseFromParent();
  }

  void ReplaceThreadLocalAddresses() {
    for (Instruction& i : llvm::make_early_inc_range(llvm::instructions(f_))) {
      if (!IsThreadLocalAddress(i)) continue;
      const auto* variable = llvm::cast<llvm::GlobalValue>(i.getOperand(0));
      i.replaceAllUsesWith(EmitAddress(*variable, &i));
      i.eraseFromParent();
    }
  }

  Function& f_;
  const SafepointMap safepoints_;
};

}  // namespace

void RenewThreadAddresses(Function& f) { Renewer(f).Run(); }

}  // namespace pagurus
