// Forward data flow.  The state at a point is
//   fresh   the tracked values defined on every path to here with no safepoint
//           since;
//   homes   for each home, the base that every path to here has stored there.
// A safepoint empties `fresh` and leaves `homes`; where paths meet, both keep
// what the paths agree on.
#include "compiler/ir/check_homing.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "compiler/callees.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/diagnostics.h"
#include "compiler/ir/normalise.h"
#include "compiler/ir/references.h"
#include "compiler/ir/safepoints.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/PostOrderIterator.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/raw_ostream.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::Argument;
using llvm::BasicBlock;
using llvm::CallBase;
using llvm::Function;
using llvm::Instruction;
using llvm::PHINode;
using llvm::Value;

constexpr int kNoHome = -1;

struct State {
  bool reached = false;
  llvm::BitVector fresh;
  std::vector<const Value*> homes;  // null: unknown

  // Keeps what `this` and `other` agree on; true if that is less than before.
  bool Meet(const State& other) {
    if (!reached) {
      *this = other;
      return true;
    }
    llvm::BitVector lost = fresh;
    lost.reset(other.fresh);
    bool changed = lost.any();
    fresh &= other.fresh;
    for (size_t i = 0; i < homes.size(); ++i) {
      if (homes[i] != nullptr && homes[i] != other.homes[i]) {
        homes[i] = nullptr;
        changed = true;
      }
    }
    return changed;
  }
};

class Checker {
 public:
  Checker(Function& f, const EscapeAnalysis& escape, const Homing& homing)
      : f_(f), escape_(&escape), homing_(homing) {}
  // For references.
  Checker(Function& f, const Homing& homing)
      : f_(f), escape_(nullptr), homing_(homing) {}

  absl::Status Run() {
    Collect();
    if (tracked_.empty() && locals_.empty()) return absl::OkStatus();
    Solve();
    for (BasicBlock& block : f_) {
      if (!states_[&block].reached) continue;
      State state = states_[&block];
      Transfer(block, state, /*report=*/true);
    }
    return status_;
  }

 private:
  void Collect() {
    homes_ = homing_.Words();
    if (escape_ == nullptr) return CollectReferences();
    llvm::SmallVector<Value*, 16> work;
    for (Argument& a : f_.args()) {
      if (escape_->IsTracked(a)) Track(&a, work);
    }
    for (Instruction& i : llvm::instructions(f_)) {
      if (llvm::isa<AllocaInst>(i)) {
        locals_.insert(&i);
        work.push_back(&i);
      } else if (homing_.reloads.count(&i) != 0) {
        Track(&i, work);
      }
    }
    while (!work.empty()) {
      for (llvm::User* user : work.pop_back_val()->users()) {
        switch (llvm::cast<Instruction>(user)->getOpcode()) {
          case Instruction::GetElementPtr:
          case Instruction::PHI:
          case Instruction::Select:
          case Instruction::Freeze:
          case Instruction::PtrToInt:
            Track(user, work);
            break;
          default:
            break;
        }
      }
    }
  }

  void CollectReferences() {
    llvm::SmallVector<Value*, 16> work;
    for (Argument& a : f_.args()) {
      if (ContainsReference(a.getType())) Track(&a, work);
    }
    for (Instruction& i : llvm::instructions(f_)) {
      if (ContainsReference(i.getType())) Track(&i, work);
    }
  }

  void Track(Value* v, llvm::SmallVectorImpl<Value*>& work) {
    if (tracked_.insert(v)) {
      index_[v] = tracked_.size() - 1;
      work.push_back(v);
    }
  }

  void Solve() {
    State entry{true, llvm::BitVector(tracked_.size()),
                std::vector<const Value*>(homes_, nullptr)};
    for (Argument& a : f_.args()) {
      if (tracked_.contains(&a)) entry.fresh.set(index_[&a]);
    }
    states_[&f_.getEntryBlock()] = entry;
    llvm::ReversePostOrderTraversal<Function*> order(&f_);
    bool changed = true;
    while (changed) {
      changed = false;
      for (BasicBlock* block : order) {
        State state = states_[block];
        if (!state.reached) continue;
        Transfer(*block, state, /*report=*/false);
        for (BasicBlock* next : llvm::successors(block)) {
          changed |= states_[next].Meet(state);
        }
      }
    }
  }

  // The home that `address` is, or kNoHome.
  int HomeOf(const Value* address) const {
    if (homing_.homes == nullptr) return kNoHome;
    const llvm::DataLayout& dl = f_.getParent()->getDataLayout();
    llvm::APInt offset(64, 0);
    if (address->stripAndAccumulateConstantOffsets(dl, offset, true) !=
        homing_.homes) {
      return kNoHome;
    }
    return static_cast<int>(offset.getZExtValue() / 8);
  }

  void Transfer(BasicBlock& block, State& state, bool report) {
    for (Instruction& i : block) {
      if (report && !llvm::isa<PHINode>(i)) CheckOperands(i, state);
      if (IsSafepoint(i)) state.fresh.reset();
      if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&i)) {
        const int home = HomeOf(store->getPointerOperand());
        if (home != kNoHome) state.homes[home] = store->getValueOperand();
      }
      if (tracked_.contains(&i)) {
        auto reload = homing_.reloads.find(&i);
        if (report && reload != homing_.reloads.end()) {
          CheckReload(i, reload->second, state);
        }
        state.fresh.set(index_[&i]);
        // What a home has of it is from another time round.
        for (const Value*& home : state.homes) {
          if (home == &i) home = nullptr;
        }
      }
    }
    if (!report) return;
    for (BasicBlock* next : llvm::successors(&block)) {
      for (PHINode& phi : next->phis()) {
        CheckFresh(phi, phi.getIncomingValueForBlock(&block), state);
      }
    }
  }

  void CheckReload(const Instruction& load, const Value* base,
                   const State& state) {
    const int home = HomeOf(load.getOperand(0));
    if (home == kNoHome || state.homes[home] != base) {
      Fail(load, load, "may find another value in its home");
    }
  }

  void CheckFresh(const Instruction& user, const Value* v, const State& state) {
    auto it = index_.find(v);
    if (it != index_.end() && !state.fresh.test(it->second)) {
      Fail(user, *v, "lives across a safepoint outside a home");
    }
  }

  void CheckOperands(const Instruction& i, const State& state) {
    for (const llvm::Use& use : i.operands()) {
      const bool tracked = tracked_.contains(use.get());
      if (tracked) CheckFresh(i, use.get(), state);
      if (escape_ != nullptr && (tracked || locals_.contains(use.get())) &&
          !MayReceive(i, use)) {
        Fail(i, *use.get(), "goes where no map would find it");
      }
    }
  }

  bool MayReceive(const Instruction& i, const llvm::Use& use) const {
    switch (i.getOpcode()) {
      case Instruction::Load:
      case Instruction::ICmp:
      case Instruction::VAArg:
      case Instruction::GetElementPtr:
      case Instruction::PHI:
      case Instruction::Select:
      case Instruction::Freeze:
        return !i.getType()->isVectorTy() || llvm::isa<llvm::LoadInst>(i);
      case Instruction::PtrToInt:
        return i.getType()->isIntegerTy();
      case Instruction::Sub:
      case Instruction::And:
      case Instruction::Trunc:
        return llvm::isa<llvm::PtrToIntInst>(use.get());
      case Instruction::Store:
        return use.getOperandNo() == 1 || HomeOf(i.getOperand(1)) != kNoHome;
      case Instruction::AtomicRMW:
      case Instruction::AtomicCmpXchg:
        return use.getOperandNo() == 0;
      case Instruction::Ret:
        return f_.hasFnAttribute(kReturnsSretAttr);
      case Instruction::Call: {
        if (!IsSafepoint(i)) return true;
        const auto& call = *llvm::cast<CallBase>(&i);
        if (!call.isArgOperand(&use)) return false;
        const unsigned n = call.getArgOperandNo(&use);
        const Function* callee = ExactCallee(call);
        return call.isByValArgument(n) || KeepsNoAddress(call, n) ||
               (callee != nullptr && escape_->IsTracked(*callee->getArg(n)));
      }
      default:
        return false;
    }
  }

  void Fail(const Instruction& at, const Value& v, llvm::StringRef what) {
    if (!status_.ok()) return;
    if (escape_ == nullptr && !IsReference(v.getType())) {
      status_ = absl::InvalidArgumentError(absl::StrCat(
          SourcePlace(at), ": ", f_.getName().str(),
          ": an aggregate or vector of references lives across a call"));
      return;
    }
    std::string text;
    llvm::raw_string_ostream out(text);
    out << "internal error: " << SourcePlace(at) << ": " << f_.getName()
        << ": tracked pointer ";
    v.printAsOperand(out, false);
    out << " " << what << ", at:" << at;
    status_ = absl::InternalError(text);
  }

  Function& f_;
  const EscapeAnalysis* const escape_;  // null: for references
  const Homing& homing_;
  size_t homes_ = 0;
  llvm::DenseSet<const Value*> locals_;
  llvm::SetVector<const Value*> tracked_;
  llvm::DenseMap<const Value*, unsigned> index_;
  llvm::DenseMap<const BasicBlock*, State> states_;
  absl::Status status_;
};

}  // namespace

absl::Status CheckHoming(Function& f, const EscapeAnalysis& escape,
                         const Homing& homing) {
  return Checker(f, escape, homing).Run();
}

namespace {

// The arguments that `marker` names in the entry block, before any safepoint.
llvm::DenseSet<const Value*> Marked(const Function& f, llvm::StringRef marker) {
  llvm::DenseSet<const Value*> marked;
  for (const Instruction& i : f.getEntryBlock()) {
    const auto* call = llvm::dyn_cast<CallBase>(&i);
    if (call != nullptr && call->isInlineAsm() &&
        llvm::cast<llvm::InlineAsm>(call->getCalledOperand())->getAsmString() ==
            marker) {
      marked.insert(call->getArgOperand(0));
    }
    if (IsSafepoint(i)) break;
  }
  return marked;
}

absl::Status NotMarked(const Argument& a) {
  const Function& f = *a.getParent();
  return absl::InternalError(absl::StrCat(
      "internal error: ", SourcePlace(f), ": ", f.getName().str(),
      ": no entry marker for tracked argument ", a.getArgNo() + 1));
}

}  // namespace

absl::Status CheckReferences(Function& f, const Homing& homing) {
  if (!f.hasFnAttribute(kReferencesAttr)) {
    if (!HoldsReferences(f)) return absl::OkStatus();
    return absl::InternalError(
        absl::StrCat("internal error: ", SourcePlace(f), ": ",
                     f.getName().str(), ": references that nobody has seen"));
  }
  const auto marked = Marked(f, kEntryReferenceMarker);
  for (const Argument& a : f.args()) {
    if (IsReference(a.getType()) && !a.use_empty() && !marked.contains(&a)) {
      return NotMarked(a);
    }
  }
  return Checker(f, homing).Run();
}

absl::Status CheckEntryMarkers(const Function& f,
                               const EscapeAnalysis& escape) {
  const auto marked = Marked(f, kEntryMarker);
  for (const Argument& a : f.args()) {
    if (a.use_empty() || marked.contains(&a) || !escape.IsTracked(a)) {
      continue;
    }
    return NotMarked(a);
  }
  return absl::OkStatus();
}

}  // namespace pagurus
