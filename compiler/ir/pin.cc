#include "compiler/ir/pin.h"

#include <algorithm>
#include <optional>
#include <string>

#include "compiler/ir/arena.h"
#include "compiler/ir/calls.h"
#include "compiler/ir/normalise.h"
#include "compiler/ir/pin_region.h"
#include "compiler/ir/safepoints.h"
#include "compiler/ir/varargs.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Utils/Local.h"

namespace pagurus {

namespace {

using llvm::AllocaInst;
using llvm::Function;
using llvm::Instruction;
using llvm::IntrinsicInst;
using llvm::Value;

// --- remarks ----------------------------------------------------------------

struct SourceName {
  std::string name;
  llvm::DebugLoc loc;
};

SourceName NameOf(AllocaInst& alloca) {
  // A declaration, or (the optimiser's form) a value that is the memory at the
  // alloca's address.
  const llvm::DILocalVariable* variable = nullptr;
  llvm::DebugLoc loc;
  llvm::SmallVector<llvm::DbgVariableIntrinsic*> intrinsics;
  llvm::SmallVector<llvm::DbgVariableRecord*> records;
  llvm::findDbgUsers(intrinsics, &alloca, &records);
  for (const llvm::DbgVariableIntrinsic* i : intrinsics) {
    if (llvm::isa<llvm::DbgDeclareInst>(i) ||
        i->getExpression()->startsWithDeref()) {
      variable = i->getVariable();
      loc = i->getDebugLoc();
    }
  }
  for (llvm::DbgVariableRecord* r : records) {
    if (r->isDbgDeclare() || r->getExpression()->startsWithDeref()) {
      variable = r->getVariable();
      loc = r->getDebugLoc();
    }
  }
  for (llvm::DbgVariableRecord* r :
       llvm::at::getDVRAssignmentMarkers(&alloca)) {
    variable = r->getVariable();
    loc = r->getDebugLoc();
  }
  if (variable == nullptr) {
    return {alloca.hasName() ? alloca.getName().str() : "<unnamed>",
            alloca.getDebugLoc()};
  }
  return {variable->getName().str(),
          llvm::DILocation::get(alloca.getContext(), variable->getLine(), 0,
                                loc.getScope(), loc.getInlinedAt())};
}

void Remark(llvm::OptimizationRemarkEmitter& emitter, AllocaInst& alloca,
            const EscapeAnalysis& escape) {
  const SourceName source = NameOf(alloca);
  llvm::BasicBlock* block = alloca.getParent();
  if (escape.IsMovable(alloca)) {
    emitter.emit([&] {
      return llvm::OptimizationRemark("pagurus", "Movable", source.loc, block)
             << "local '" << source.name << "' is movable";
    });
    return;
  }
  const Escape& why = escape.WhyPinned(alloca);
  emitter.emit([&] {
    llvm::OptimizationRemarkMissed remark("pagurus", "Pinned", source.loc,
                                          block);
    remark << "local '" << source.name << "' is pinned: its " << why.reason;
    if (why.at != &alloca && why.at->getDebugLoc()) {
      remark << " at line " << std::to_string(why.at->getDebugLoc().getLine());
    }
    return remark;
  });
}

// --- one function -----------------------------------------------------------

bool IsIntrinsic(const Instruction& i, llvm::Intrinsic::ID id) {
  const auto* call = llvm::dyn_cast<IntrinsicInst>(&i);
  return call != nullptr && call->getIntrinsicID() == id;
}

class Pinner {
 public:
  Pinner(Function& f, const EscapeAnalysis& escape, Refusals& refusals)
      : f_(f), refusals_(refusals) {
    for (Instruction& i : llvm::instructions(f)) {
      if (auto* alloca = llvm::dyn_cast<AllocaInst>(&i)) {
        if (escape.IsMovable(*alloca)) continue;
        (alloca->isStaticAlloca() ? static_ : dynamic_).push_back(alloca);
      } else if (IsIntrinsic(i, llvm::Intrinsic::stacksave)) {
        saves_.push_back(llvm::cast<IntrinsicInst>(&i));
      } else if (IsIntrinsic(i, llvm::Intrinsic::stackrestore)) {
        restores_.push_back(llvm::cast<IntrinsicInst>(&i));
      }
    }
  }

  // Returns true if no call of the function may become a jump, because the
  // arena is released behind it.
  bool Run() {
    const bool variadic = f_.isVarArg() && UsesVaStart(f_);
    const bool uses_arena = variadic || !static_.empty() || !dynamic_.empty();
    if (!uses_arena) {
      RemoveStackMarks();
      return false;
    }
    // Dynamic allocations and marks first: PinStatics splits the entry block.
    // The copies that va_start makes must outlive the block it stands in.
    if (variadic || dynamic_.empty()) {
      RemoveStackMarks();
    } else {
      ConvertStackMarks();
    }
    for (AllocaInst* alloca : static_) SinkFieldAddresses(*alloca);
    std::optional<PinRegion> region;
    if (!variadic && dynamic_.empty()) region = FindPinRegion(f_, static_);
    for (AllocaInst* alloca : dynamic_) PinDynamic(*alloca);
    if (variadic) PinVariadicArguments(f_);
    Instruction* begin =
        region ? region->begin
               : &*f_.getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
    Value* mark = PinStatics(begin);
    if (region) {
      for (Instruction* at : region->releases) Release(at, mark);
    } else {
      ReleaseAtReturns(mark);
    }
    return !region;
  }

 private:
  Value* Size(llvm::IRBuilder<>& b, AllocaInst& alloca) {
    const llvm::DataLayout& dl = f_.getParent()->getDataLayout();
    const uint64_t element = dl.getTypeAllocSize(alloca.getAllocatedType());
    Value* count = b.CreateZExtOrTrunc(alloca.getArraySize(), b.getInt64Ty());
    return b.CreateMul(count, b.getInt64(element));
  }

  // Arena memory lives until it is released.
  static void RemoveLifetimeMarkers(AllocaInst& alloca) {
    for (llvm::User* user : llvm::make_early_inc_range(alloca.users())) {
      auto* call = llvm::dyn_cast<IntrinsicInst>(user);
      if (call != nullptr && call->isLifetimeStartOrEnd()) {
        call->eraseFromParent();
      }
    }
  }

  // Puts `address` in `alloca`'s place, also for the debugger.
  void Replace(AllocaInst& alloca, Instruction& address) {
    // A declaration says where the variable is from there on: not before its
    // address exists.
    for (llvm::DbgVariableRecord* record : llvm::findDVRDeclares(&alloca)) {
      Instruction* at = address.getNextNode();
      if (llvm::isa<llvm::PHINode>(&address)) {
        at = address.getParent()->getFirstNonPHI();
      }
      record->removeFromParent();
      at->getParent()->insertDbgRecordBefore(record, at->getIterator());
    }
    for (llvm::DbgDeclareInst* declare : llvm::findDbgDeclares(&alloca)) {
      declare->moveAfter(llvm::isa<llvm::PHINode>(&address)
                             ? address.getParent()->getFirstNonPHI()
                             : &address);
    }
    address.takeName(&alloca);
    alloca.replaceAllUsesWith(&address);
    alloca.eraseFromParent();
  }

  void PinDynamic(AllocaInst& alloca) {
    RemoveLifetimeMarkers(alloca);
    llvm::IRBuilder<> b(&alloca);
    Value* bytes = Size(b, alloca);
    Value* address = EmitArenaAllocation(&alloca, bytes, alloca.getAlign(), "");
    Replace(alloca, *llvm::cast<Instruction>(address));
  }

  static void SinkFieldAddresses(AllocaInst& alloca) {
    for (llvm::User* user : llvm::make_early_inc_range(alloca.users())) {
      auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(user);
      if (gep != nullptr && gep->hasAllConstantIndices()) {
        ComputeWhereUsed(*gep);
      }
    }
  }

  // Gives each block that uses `address`, a constant distance from its operand,
  // a copy of its own: an addition there costs nothing, often not even an
  // instruction, whereas a value from elsewhere takes a register all the way.
  static void ComputeWhereUsed(llvm::GetElementPtrInst& address) {
    llvm::MapVector<llvm::BasicBlock*, llvm::SmallVector<llvm::Use*, 4>> uses;
    for (llvm::Use& use : address.uses()) {
      uses[UsePoint(use)->getParent()].push_back(&use);
    }
    uses.erase(address.getParent());
    for (auto& [block, in_block] : uses) {
      Instruction* first = block->getTerminator();
      for (llvm::Use* use : in_block) {
        if (UsePoint(*use)->comesBefore(first)) first = UsePoint(*use);
      }
      Instruction* copy = address.clone();
      copy->setName(address.getName());
      copy->insertBefore(first);
      for (llvm::Use* use : in_block) use->set(copy);
    }
    if (address.use_empty()) {
      llvm::salvageDebugInfo(address);
      address.eraseFromParent();
    }
  }

  // Puts all static pinned locals into one block, allocated in front of `top`.
  // Returns what the arena is to be released to.
  Value* PinStatics(Instruction* top) {
    llvm::IRBuilder<> b(top);
    if (static_.empty()) return EmitArenaMark(b);
    const llvm::DataLayout& dl = f_.getParent()->getDataLayout();
    llvm::Align align(kArenaAlignment);
    uint64_t total = 0;
    llvm::SmallVector<uint64_t, 8> offsets;
    for (AllocaInst* alloca : static_) {
      align = std::max(align, alloca->getAlign());
      total = llvm::alignTo(total, alloca->getAlign());
      offsets.push_back(total);
      total += alloca->getAllocationSize(dl)->getFixedValue();
    }
    Value* block = EmitArenaAllocation(top, b.getInt64(total), align, "pinned");
    b.SetInsertPoint(top);
    Value* mark = b.CreatePtrToInt(block, b.getInt64Ty());
    llvm::SmallVector<llvm::GetElementPtrInst*, 8> addresses;
    for (uint64_t offset : offsets) {
      // Not folded even at offset 0: each variable has its own name.
      addresses.push_back(llvm::GetElementPtrInst::CreateInBounds(
          b.getInt8Ty(), block, b.getInt64(offset), "", top->getIterator()));
    }
    // Now: `top` may be one of the markers.
    for (auto [alloca, address] : llvm::zip(static_, addresses)) {
      RemoveLifetimeMarkers(*alloca);
      Replace(*alloca, *address);
      ComputeWhereUsed(*address);
    }
    return mark;
  }

  void Release(Instruction* at, Value* mark) {
    llvm::IRBuilder<> b(at);
    EmitArenaRelease(b, mark);
  }

  void ReleaseAtReturns(Value* mark) {
    for (llvm::BasicBlock& block : f_) {
      if (!llvm::isa<llvm::ReturnInst>(block.getTerminator())) continue;
      Instruction* tail = block.getTerminatingMustTailCall();
      Release(tail != nullptr ? tail : block.getTerminator(), mark);
    }
  }

  // --- stacksave and stackrestore -------------------------------------------

  void RemoveStackMarks() {
    for (IntrinsicInst* restore : restores_) restore->eraseFromParent();
    for (IntrinsicInst* save : saves_) {
      // Without a dynamic alloca the value means nothing; a front end may
      // still have stored it.
      save->replaceAllUsesWith(llvm::ConstantPointerNull::get(
          llvm::PointerType::getUnqual(f_.getContext())));
      save->eraseFromParent();
    }
  }

  void ConvertStackMarks() {
    for (IntrinsicInst* save : saves_) {
      llvm::IRBuilder<> b(save);
      marks_[save] = EmitArenaMark(b);
    }
    for (IntrinsicInst* restore : restores_) {
      Value* mark = MarkOf(restore->getArgOperand(0));
      if (mark == nullptr) {
        refusals_.Add(*restore,
                      "a stack mark of llvm.stackrestore is not "
                      "known to come from llvm.stacksave");
        continue;
      }
      llvm::IRBuilder<> b(restore);
      EmitArenaRelease(b, mark);
    }
    if (!refusals_.empty()) return;
    RemoveStackMarks();
  }

  // The mark that a stacksave's value stands for, through phis; null if
  // unknown.
  Value* MarkOf(Value* saved) {
    auto it = marks_.find(saved);
    if (it != marks_.end()) return it->second;
    auto* phi = llvm::dyn_cast<llvm::PHINode>(saved);
    if (phi == nullptr) return nullptr;
    llvm::IRBuilder<> b(phi);
    auto* mark = b.CreatePHI(b.getInt64Ty(), phi->getNumIncomingValues());
    marks_[phi] = mark;
    for (unsigned i = 0; i < phi->getNumIncomingValues(); ++i) {
      Value* incoming = MarkOf(phi->getIncomingValue(i));
      if (incoming == nullptr) return nullptr;
      mark->addIncoming(incoming, phi->getIncomingBlock(i));
    }
    return mark;
  }

  Function& f_;
  Refusals& refusals_;
  llvm::SmallVector<AllocaInst*, 8> static_, dynamic_;
  llvm::SmallVector<IntrinsicInst*, 4> saves_, restores_;
  llvm::MapVector<Value*, Value*> marks_;
};

}  // namespace

void PinLocals(llvm::Module& m, const EscapeAnalysis& escape, bool remarks,
               Refusals& refusals) {
  llvm::SmallVector<Function*, 32> functions;
  for (Function& f : m) {
    if (IsManagedDefinition(f)) functions.push_back(&f);
  }
  for (Function* f : functions) {
    if (remarks) {
      llvm::OptimizationRemarkEmitter emitter(f);
      for (Instruction& i : llvm::instructions(*f)) {
        if (auto* alloca = llvm::dyn_cast<AllocaInst>(&i)) {
          Remark(emitter, *alloca, escape);
        }
      }
    }
    if (f->isVarArg() && UsesVaStart(*f)) f = AddStackBytesParameter(*f);
    const bool no_jumps = Pinner(*f, escape, refusals).Run();
    NormaliseTailMarks(*f, no_jumps);
  }
}

}  // namespace pagurus
