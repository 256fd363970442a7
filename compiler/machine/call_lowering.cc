// CallLowering: from "call foo" to the forms of docs/abi.md, section 3.
//
// It runs right after instruction selection, when the callee of a call is
// still the IR's global (or, for a library routine that instruction selection
// itself wanted, a bare external symbol) and the size of its stack arguments
// still stands beside it.  What becomes a call later than this is caught by
// FinalFrame.
//
// An interposable definition (weak, but not "one definition rule" weak) is
// called like an external function: the linker may take another object's
// copy, which may be native.
#include <algorithm>
#include <string>

#include "compiler/callees.h"
#include "compiler/machine/passes.h"
#include "compiler/machine/symbols.h"
#include "compiler/machine/x86_names.h"
#include "llvm/CodeGen/MachineFrameInfo.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/Target/TargetMachine.h"

namespace pagurus {
namespace {

using llvm::MachineBasicBlock;
using llvm::MachineInstr;
using llvm::MachineOperand;

class CallLowering : public ManagedPass {
 public:
  explicit CallLowering(ModuleState& state) : ManagedPass(id_, state) {}
  llvm::StringRef getPassName() const override {
    return "Pagurus call lowering";
  }

 private:
  bool Run(llvm::MachineFunction& mf) override {
    bool changed = false;
    // It hands on whatever its caller pushed: nobody here knows how much.
    if (mf.getFrameInfo().hasMustTailInVarArgFunc()) {
      state_.Refuse(mf, llvm::DebugLoc(),
                    "a variadic function cannot forward its arguments with a "
                    "tail call");
      return false;
    }
    for (MachineBasicBlock& block : mf)
      for (MachineInstr& mi : llvm::make_early_inc_range(block))
        if (mi.isCall()) changed |= Lower(mf, mi);
    return changed;
  }

  bool Lower(llvm::MachineFunction& mf, MachineInstr& call) {
    const X86Names& x86 = X86(mf);
    const unsigned opcode = call.getOpcode();
    if (opcode == x86.CALL64pcrel32 || opcode == x86.TCRETURNdi64) {
      const MachineOperand& callee = call.getOperand(0);
      if (callee.isGlobal() && callee.getOffset() == 0)
        return LowerToGlobal(mf, call, *callee.getGlobal());
      if (callee.isSymbol()) return LowerLibraryCall(mf, call);
      if (callee.isImm()) return LowerThroughGate(mf, call);
    }
    if (opcode == x86.CALL64r || opcode == x86.CALL64m ||
        opcode == x86.TCRETURNri64 || opcode == x86.TCRETURNmi64)
      return LowerThroughGate(mf, call);
    state_.Refuse(mf, call.getDebugLoc(),
                  "unsupported form of call: " +
                      mf.getSubtarget().getInstrInfo()->getName(opcode));
    return false;
  }

  bool LowerToGlobal(llvm::MachineFunction& mf, MachineInstr& call,
                     const llvm::GlobalValue& callee) {
    std::string name = SymbolName(mf.getTarget(), callee);
    if (IsRuntimeEntry(name) || IsLeafRoutine(mf, callee)) return false;
    const llvm::Function* definition = ExactManagedDefinition(callee);
    if (definition) {
      const bool variadic = definition->isVarArg();
      if (variadic) SetStackArgumentBytes(mf, call);
      if (!HasSuffixedNames(callee)) return variadic;
      SetCallee(mf, call,
                name + (variadic ? kStackArgsSuffix : kManagedSuffix));
      return true;
    }
    if (callee.hasExternalWeakLinkage()) state_.weak_references.insert(name);
    if (IsVariadic(call) || StackArgumentBytes(mf, call) > 0) {
      SetStackArgumentBytes(mf, call);
      SetCallee(mf, call, name + kStackArgsSuffix);
    } else {
      SetCallee(mf, call, name + kManagedSuffix);
    }
    return true;
  }

  static bool IsLeafRoutine(const llvm::MachineFunction& mf,
                            const llvm::GlobalValue& callee) {
    const auto* f = llvm::dyn_cast<llvm::Function>(&callee);
    return f && f->isDeclaration() && LeafRoutineFor(*f, mf.getFunction());
  }

  // A routine that instruction selection asked for: no IR call, hence not a
  // safepoint for the IR passes, hence it must stay native whatever the name
  // resolves to.
  bool LowerLibraryCall(llvm::MachineFunction& mf, MachineInstr& call) {
    llvm::StringRef name = call.getOperand(0).getSymbolName();
    if (LeafRoutineCalled(name)) return false;
    SetStackArgumentBytes(mf, call);
    SetCallee(mf, call, (name + kNativeOnlySuffix).str());
    return true;
  }

  // r11 = target; call __pag_gate.
  bool LowerThroughGate(llvm::MachineFunction& mf, MachineInstr& call) {
    const X86Names& x86 = X86(mf);
    const llvm::TargetInstrInfo& tii = *mf.getSubtarget().getInstrInfo();
    MachineBasicBlock& block = *call.getParent();
    const llvm::DebugLoc& where = call.getDebugLoc();
    const bool tail = call.isReturn();
    const bool memory =
        call.getOpcode() == x86.CALL64m || call.getOpcode() == x86.TCRETURNmi64;
    if (const llvm::GlobalValue* callee = GotCallee(mf, call)) {
      MachineInstr* direct = Replace(
          mf, call, tail, MachineOperand::CreateGA(callee, 0), /*r11=*/false);
      return LowerToGlobal(mf, *direct, *callee);
    }
    const bool with_stack =
        IsVariadic(call) || StackArgumentBytes(mf, call) > 0;
    if (with_stack) SetStackArgumentBytes(mf, call);
    if (memory) {
      llvm::MachineInstrBuilder load =
          BuildMI(block, call, where, tii.get(x86.MOV64rm), x86.R11);
      for (int i = 0; i < 5; ++i) load.add(call.getOperand(i));
      load.cloneMemRefs(call);
    } else if (call.getOperand(0).isImm()) {
      BuildMI(block, call, where, tii.get(x86.MOV64ri), x86.R11)
          .addImm(call.getOperand(0).getImm());
    } else {
      BuildMI(block, call, where, tii.get(llvm::TargetOpcode::COPY), x86.R11)
          .add(call.getOperand(0));
    }
    Replace(
        mf, call, tail,
        MachineOperand::CreateES(with_stack ? "__pag_gate_s" : "__pag_gate"),
        /*r11=*/true);
    return true;
  }

  // A function called through its GOT entry (-fno-plt) is a direct call: the
  // gate goes through the GOT anyway.
  static const llvm::GlobalValue* GotCallee(const llvm::MachineFunction& mf,
                                            const MachineInstr& call) {
    const X86Names& x86 = X86(mf);
    if (call.getOpcode() != x86.CALL64m && call.getOpcode() != x86.TCRETURNmi64)
      return nullptr;
    const MachineOperand& base = call.getOperand(0);
    const MachineOperand& target = call.getOperand(3);
    if (!base.isReg() || base.getReg() != x86.RIP || !target.isGlobal() ||
        target.getOffset() != 0 || target.getTargetFlags() == 0)
      return nullptr;
    return llvm::dyn_cast<llvm::Function>(target.getGlobal());
  }

  // Puts a direct call of `callee` in the place of `call`, which is erased.
  MachineInstr* Replace(llvm::MachineFunction& mf, MachineInstr& call,
                        bool tail, const MachineOperand& callee, bool r11) {
    const X86Names& x86 = X86(mf);
    const llvm::TargetInstrInfo& tii = *mf.getSubtarget().getInstrInfo();
    // The implicit operands (arguments, results, register mask, SP) are the
    // old call's: both opcodes have the same of their own.
    MachineInstr* direct = mf.CreateMachineInstr(
        tii.get(tail ? x86.TCRETURNdi64 : x86.CALL64pcrel32),
        call.getDebugLoc(), /*NoImplicit=*/true);
    call.getParent()->insert(call, direct);
    direct->addOperand(mf, callee);
    const unsigned explicit_count = call.getDesc().getNumOperands();
    if (tail) direct->addOperand(mf, call.getOperand(explicit_count - 1));
    for (unsigned i = explicit_count; i < call.getNumOperands(); ++i)
      direct->addOperand(mf, call.getOperand(i));
    if (r11)
      direct->addOperand(mf, MachineOperand::CreateReg(x86.R11, /*isDef=*/false,
                                                       /*isImp=*/true));
    direct->setFlags(call.getFlags());
    if (call.shouldUpdateCallSiteInfo()) mf.moveCallSiteInfo(&call, direct);
    call.eraseFromParent();
    return direct;
  }

  void SetCallee(llvm::MachineFunction& mf, MachineInstr& call,
                 const std::string& symbol) {
    call.getOperand(0).ChangeToES(mf.createExternalSymbolName(symbol));
  }

  // Sets r10 for `call`.
  void SetStackArgumentBytes(llvm::MachineFunction& mf, MachineInstr& call) {
    const X86Names& x86 = X86(mf);
    const llvm::TargetRegisterInfo& tri = *mf.getSubtarget().getRegisterInfo();
    if (call.readsRegister(x86.R10, &tri)) {
      state_.Refuse(mf, call.getDebugLoc(),
                    "a call with a static chain (nest) cannot have stack "
                    "arguments or be variadic");
      return;
    }
    const llvm::TargetInstrInfo& tii = *mf.getSubtarget().getInstrInfo();
    if (int64_t bytes = StackArgumentBytes(mf, call)) {
      BuildMI(*call.getParent(), call, call.getDebugLoc(), tii.get(x86.MOV32ri),
              x86.R10D)
          .addImm(bytes);
    } else {
      // Flags never hold anything at a call.
      BuildMI(*call.getParent(), call, call.getDebugLoc(), tii.get(x86.MOV32r0),
              x86.R10D);
    }
    call.addOperand(MachineOperand::CreateReg(x86.R10D, /*isDef=*/false,
                                              /*isImp=*/true));
  }

  // The calling convention passes the number of vector registers in al to
  // variadic callees and to nobody else.
  static bool IsVariadic(const MachineInstr& call) {
    const X86Names& x86 = X86(*call.getMF());
    for (const MachineOperand& op : call.implicit_operands())
      if (op.isReg() && op.isUse() && op.getReg() == x86.AL) return true;
    return false;
  }

  static int64_t StackArgumentBytes(const llvm::MachineFunction& mf,
                                    const MachineInstr& call) {
    if (call.isReturn()) return IncomingStackBytes(mf);
    const unsigned setup =
        mf.getSubtarget().getInstrInfo()->getCallFrameSetupOpcode();
    const MachineBasicBlock& block = *call.getParent();
    for (auto it = call.getReverseIterator(); it != block.rend(); ++it)
      if (it->getOpcode() == setup) return it->getOperand(0).getImm();
    // Instruction selection split the block inside the call sequence.
    return block.getCallFrameSize();
  }

  // A tail call leaves its stack arguments where its caller's are, so they are
  // at most those that the caller reads.  Copying more does no harm.
  static int64_t IncomingStackBytes(const llvm::MachineFunction& mf) {
    const llvm::MachineFrameInfo& frame = mf.getFrameInfo();
    int64_t end = 0;
    for (int i = frame.getObjectIndexBegin(); i < 0; ++i) {
      int64_t offset = frame.getObjectOffset(i);
      if (offset >= 0) end = std::max(end, offset + frame.getObjectSize(i));
    }
    return (end + 7) / 8 * 8;
  }

  static char id_;
};

char CallLowering::id_ = 0;

}  // namespace

llvm::MachineFunctionPass* CreateCallLowering(ModuleState& state) {
  return new CallLowering(state);
}

}  // namespace pagurus
