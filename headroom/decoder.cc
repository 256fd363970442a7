#include "headroom/decoder.h"

#include "arch/x86_64/offsets.h"
#include "compiler/machine/x86_names.h"
#include "llvm/MC/MCAsmInfo.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCDisassembler/MCDisassembler.h"
#include "llvm/MC/MCInst.h"
#include "llvm/MC/MCInstrAnalysis.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCRegisterInfo.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/MCTargetOptions.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"

namespace pagurus {
namespace {

using llvm::MCInst;

// What an opcode does to SP, whatever its operands are.
enum class Effect : uint8_t {
  kNothing,  // unless SP is a result
  kPush,
  kPop,
  kAdd,  // SP = SP + immediate, if SP is the result
  kSubtract,
  kLea,
  kJump,
  kBranch,
  kCall,
  kMemoryJump,
  kMemoryCall,
  kRegisterJump,
  kRegisterCall,
  kReturn,
  kEnd,
  kCompareMemory,    // with an immediate
  kCompareRegister,  // register with memory
  kLoad,
  kTest,
  kPadding,
  kUnknown,  // changes SP in a way of its own
};

Effect EffectOf(llvm::StringRef name, const llvm::MCInstrDesc& desc,
                unsigned stack_pointer) {
  if (name == "JMP_1" || name == "JMP_4") return Effect::kJump;
  if (name == "JCC_1" || name == "JCC_4") return Effect::kBranch;
  if (name == "CALL64pcrel32") return Effect::kCall;
  if (name == "JMP64m" || name == "JMP64m_NT") return Effect::kMemoryJump;
  if (name == "CALL64m" || name == "CALL64m_NT") return Effect::kMemoryCall;
  if (name == "JMP64r" || name == "JMP64r_NT") return Effect::kRegisterJump;
  if (name == "CALL64r" || name == "CALL64r_NT") return Effect::kRegisterCall;
  if (name == "RET64") return Effect::kReturn;
  if (name == "TRAP" || name == "HLT" || name == "INT3" ||
      name.starts_with("UD"))
    return Effect::kEnd;
  if (name == "LEA64r") return Effect::kLea;
  if (name == "ADD64ri8" || name == "ADD64ri32") return Effect::kAdd;
  if (name == "SUB64ri8" || name == "SUB64ri32") return Effect::kSubtract;
  if (name == "CMP64mi8" || name == "CMP64mi32") return Effect::kCompareMemory;
  if (name == "CMP64rm") return Effect::kCompareRegister;
  if (name == "MOV64rm") return Effect::kLoad;
  if (name == "TEST64rr") return Effect::kTest;
  if (name.starts_with("NOOP")) return Effect::kPadding;
  if (name.starts_with("PUSH64") || name == "PUSHF64") return Effect::kPush;
  if (name.starts_with("POP64") || name == "POPF64") return Effect::kPop;
  // The kernel does not use the program's stack.
  if (name == "SYSCALL") return Effect::kNothing;
  if (desc.isCall() || desc.isBranch() || desc.isReturn() ||
      desc.hasImplicitDefOfPhysReg(stack_pointer))
    return Effect::kUnknown;
  return Effect::kNothing;
}

}  // namespace

struct Decoder::Llvm {
  std::unique_ptr<llvm::MCRegisterInfo> registers;
  std::unique_ptr<llvm::MCInstrInfo> instructions;
  std::unique_ptr<llvm::MCAsmInfo> assembly;
  std::unique_ptr<llvm::MCSubtargetInfo> cpu;
  std::unique_ptr<llvm::MCContext> context;
  std::unique_ptr<llvm::MCDisassembler> disassembler;
  std::vector<Effect> effects;  // by opcode
  const X86Names* x86 = nullptr;
};

Decoder::Decoder(int64_t system_sp)
    : llvm_(std::make_unique<Llvm>()), system_sp_(system_sp) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86Disassembler();
  constexpr char kTriple[] = "x86_64-pc-linux-gnu";
  std::string error;
  const llvm::Target* target =
      llvm::TargetRegistry::lookupTarget(kTriple, error);
  if (!target) llvm::report_fatal_error(llvm::StringRef(error));
  llvm_->registers.reset(target->createMCRegInfo(kTriple));
  llvm_->instructions.reset(target->createMCInstrInfo());
  llvm_->assembly.reset(target->createMCAsmInfo(*llvm_->registers, kTriple,
                                                llvm::MCTargetOptions()));
  llvm_->cpu.reset(target->createMCSubtargetInfo(kTriple, "", ""));
  llvm_->context = std::make_unique<llvm::MCContext>(
      llvm::Triple(kTriple), llvm_->assembly.get(), llvm_->registers.get(),
      llvm_->cpu.get());
  llvm_->disassembler.reset(
      target->createMCDisassembler(*llvm_->cpu, *llvm_->context));
  llvm_->x86 = &X86(*llvm_->instructions, *llvm_->registers);
  const unsigned count = llvm_->instructions->getNumOpcodes();
  for (unsigned i = 0; i < count; ++i)
    llvm_->effects.push_back(EffectOf(llvm_->instructions->getName(i),
                                      llvm_->instructions->get(i),
                                      llvm_->x86->RSP));
}

Decoder::~Decoder() = default;

unsigned Decoder::stack_pointer() const { return llvm_->x86->RSP; }

bool Decoder::Decode(llvm::ArrayRef<uint8_t> code, uint64_t address,
                     Instruction* out) const {
  MCInst inst;
  uint64_t size = 0;
  if (llvm_->disassembler->getInstruction(inst, size, code, address,
                                          llvm::nulls()) !=
          llvm::MCDisassembler::Success ||
      size == 0)
    return false;
  const X86Names& x86 = *llvm_->x86;
  *out = Instruction();
  out->address = address;
  out->size = static_cast<uint8_t>(size);

  auto relative = [&](unsigned n) {
    return out->next() + static_cast<uint64_t>(inst.getOperand(n).getImm());
  };
  // The word that memory operand `n` means: 0 if that is not fixed.
  auto word = [&](unsigned n) -> uint64_t {
    if (inst.getOperand(n).getReg() != x86.RIP ||
        inst.getOperand(n + 2).getReg() || !inst.getOperand(n + 3).isImm())
      return 0;
    return relative(n + 3);
  };
  auto thread_local_at = [&](unsigned n, int64_t offset) {
    return inst.getOperand(n).getReg() == 0 &&
           inst.getOperand(n + 2).getReg() == 0 &&
           inst.getOperand(n + 3).isImm() &&
           inst.getOperand(n + 3).getImm() == offset &&
           inst.getOperand(n + 4).getReg() == x86.FS;
  };
  auto writes_sp = [&] {
    const llvm::MCInstrDesc& desc = llvm_->instructions->get(inst.getOpcode());
    for (unsigned i = 0; i < desc.getNumDefs(); ++i)
      if (inst.getOperand(i).isReg() &&
          llvm_->registers->isSubRegisterEq(x86.RSP,
                                            inst.getOperand(i).getReg()))
        return true;
    return false;
  };
  if (writes_sp()) out->pointer = Instruction::kUnknown;

  switch (llvm_->effects[inst.getOpcode()]) {
    case Effect::kNothing:
      break;
    case Effect::kPush:
      out->pointer = Instruction::kDeeper;
      out->change = 8;
      break;
    case Effect::kPop:
      if (out->pointer == Instruction::kUnknown) break;  // into SP
      out->pointer = Instruction::kDeeper;
      out->change = -8;
      break;
    case Effect::kAdd:
    case Effect::kSubtract:
      if (out->pointer != Instruction::kUnknown) break;
      out->pointer = Instruction::kDeeper;
      out->change = inst.getOperand(2).getImm();
      if (llvm_->effects[inst.getOpcode()] == Effect::kAdd)
        out->change = -out->change;
      break;
    case Effect::kLea: {
      const bool from_sp = inst.getOperand(1).getReg() == x86.RSP &&
                           inst.getOperand(3).getReg() == 0 &&
                           inst.getOperand(4).isImm();
      if (!from_sp) break;
      out->change = -inst.getOperand(4).getImm();
      if (inst.getOperand(0).getReg() == x86.RSP)
        out->pointer = Instruction::kDeeper;
      else if (inst.getOperand(0).getReg() == x86.R11)
        out->test = Instruction::kLeaR11;
      break;
    }
    case Effect::kJump:
      out->kind = Instruction::kJump;
      out->target = relative(0);
      break;
    case Effect::kBranch:
      out->kind = Instruction::kBranch;
      out->target = relative(0);
      out->condition = static_cast<unsigned>(inst.getOperand(1).getImm());
      break;
    case Effect::kCall:
      out->kind = Instruction::kCall;
      out->target = relative(0);
      break;
    case Effect::kMemoryJump:
    case Effect::kMemoryCall:
      out->kind = llvm_->effects[inst.getOpcode()] == Effect::kMemoryJump
                      ? Instruction::kIndirectJump
                      : Instruction::kIndirectCall;
      out->target = word(0);
      break;
    case Effect::kRegisterJump:
      out->kind = Instruction::kIndirectJump;
      break;
    case Effect::kRegisterCall:
      out->kind = Instruction::kIndirectCall;
      break;
    case Effect::kReturn:
      out->kind = Instruction::kReturn;
      break;
    case Effect::kEnd:
      out->kind = Instruction::kEnd;
      break;
    case Effect::kCompareMemory:
      if (inst.getOperand(5).getImm() != 0) break;
      if (thread_local_at(0, PAG_GUARD))
        out->test = Instruction::kCompareGuard0;
      else if (thread_local_at(0, system_sp_))
        out->test = Instruction::kCompareSystem0;
      break;
    case Effect::kCompareRegister:
      out->reg = inst.getOperand(0).getReg();
      if (thread_local_at(1, PAG_GUARD) &&
          (out->reg == x86.RSP || out->reg == x86.R11))
        out->test = Instruction::kCompareGuard;
      break;
    case Effect::kLoad:
      out->reg = inst.getOperand(0).getReg();
      if (thread_local_at(1, system_sp_))
        out->test = Instruction::kLoadSystemSp;
      break;
    case Effect::kTest:
      out->reg = inst.getOperand(0).getReg();
      if (out->reg == inst.getOperand(1).getReg())
        out->test = Instruction::kTest;
      break;
    case Effect::kPadding:
      out->padding = true;
      break;
    case Effect::kUnknown:
      out->pointer = Instruction::kUnknown;
      break;
  }
  return true;
}

}  // namespace pagurus
