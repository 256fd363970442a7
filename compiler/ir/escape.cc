#include "compiler/ir/escape.h"

#include <string>
#include <utility>

#include "compiler/ir/diagnostics.h"
#include "compiler/ir/safepoints.h"
#include "llvm/IR/InstIterator.h"

namespace pagurus {

using llvm::AllocaInst;
using llvm::Argument;
using llvm::Function;
using llvm::Value;

namespace {

constexpr uint64_t kStackAlignment = 16;
constexpr char kWhere[] = ", where its ";

// A chain of calls is reported by its first callee and its last link.
Escape Through(const PointerFlow& flow, const Escape& why) {
  const size_t last = why.reason.rfind(kWhere);
  const std::string cause = last == std::string::npos
                                ? why.reason + " (" + SourcePlace(*why.at) + ")"
                                : why.reason.substr(last + sizeof(kWhere) - 1);
  return {flow.call, "address is passed to '" +
                         flow.parameter->getParent()->getName().str() + "'" +
                         kWhere + cause};
}

}  // namespace

bool FitsFrame(const AllocaInst& alloca) {
  return alloca.isStaticAlloca() &&
         alloca.getAlign().value() <= kStackAlignment;
}

EscapeAnalysis::EscapeAnalysis(llvm::Module& m) {
  for (Function& f : m) {
    if (IsManagedDefinition(f)) Classify(f);
  }
  PropagateEscapes();
  PropagateTracking();
}

void EscapeAnalysis::Classify(Function& f) {
  for (Argument& a : f.args()) {
    if (a.getType()->isPointerTy()) uses_[&a] = ClassifyUses(a);
  }
  for (llvm::Instruction& i : llvm::instructions(f)) {
    auto* alloca = llvm::dyn_cast<AllocaInst>(&i);
    if (alloca == nullptr) continue;
    PointerUses& uses = uses_[alloca];
    if (!alloca->isStaticAlloca()) {
      uses.escape = Escape{alloca, "size is known only at run time"};
    } else if (!FitsFrame(*alloca)) {
      uses.escape = Escape{
          alloca, "alignment is " + std::to_string(alloca->getAlign().value()) +
                      ", more than the stack's"};
    } else {
      uses = ClassifyUses(*alloca);
    }
  }
}

void EscapeAnalysis::PropagateEscapes() {
  // Parameter -> the roots that flow into it, and by which call.
  llvm::DenseMap<Argument*, llvm::SmallVector<std::pair<Value*, PointerFlow>>>
      sources;
  llvm::SmallVector<Argument*> work;
  for (auto& [root, uses] : uses_) {
    for (const PointerFlow& flow : uses.flows) {
      sources[flow.parameter].push_back({root, flow});
    }
    auto* parameter = llvm::dyn_cast<Argument>(root);
    if (parameter != nullptr && uses.escape) work.push_back(parameter);
  }
  while (!work.empty()) {
    Argument* escaping = work.pop_back_val();
    const Escape why = *uses_[escaping].escape;
    for (auto& [root, flow] : sources[escaping]) {
      PointerUses& uses = uses_[root];
      if (uses.escape) continue;
      uses.escape = Through(flow, why);
      if (auto* parameter = llvm::dyn_cast<Argument>(root)) {
        work.push_back(parameter);
      }
    }
  }
}

void EscapeAnalysis::PropagateTracking() {
  llvm::SmallVector<Value*> work;
  for (auto& [root, uses] : uses_) {
    if (llvm::isa<AllocaInst>(root) && !uses.escape) work.push_back(root);
  }
  while (!work.empty()) {
    for (const PointerFlow& flow : uses_[work.pop_back_val()].flows) {
      if (tracked_.insert(flow.parameter).second) {
        work.push_back(flow.parameter);
      }
    }
  }
}

bool EscapeAnalysis::IsMovable(const AllocaInst& alloca) const {
  auto it = uses_.find(const_cast<AllocaInst*>(&alloca));
  return it != uses_.end() && !it->second.escape;
}

const Escape& EscapeAnalysis::WhyPinned(const AllocaInst& alloca) const {
  return *uses_.find(const_cast<AllocaInst*>(&alloca))->second.escape;
}

}  // namespace pagurus
