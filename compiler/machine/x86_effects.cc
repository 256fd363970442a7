// Opcodes are told by their names, because LLVM's installed headers have no
// others for them, and a family (MOV64rr, MOV64rm, MOVAPSmr, …) is a prefix.
// Each opcode is looked at once; its facts are kept.
#include "compiler/machine/x86_effects.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <string>

#include "arch/x86_64/offsets.h"
#include "compiler/machine/x86_roles.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/CodeGen/MachineFunction.h"
#include "llvm/CodeGen/MachineMemOperand.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"
#include "llvm/MC/MCInstrDesc.h"

namespace pagurus {
namespace {

using llvm::MachineInstr;
using llvm::MachineOperand;
using llvm::StringRef;

// How an opcode treats SP.
enum class StackUse : uint8_t {
  kOther,
  kPush,  // of a register or constant
  kPop,   // into a register
  kPushFlags,
  kPopFlags,
  kAdd,  // dst, src, constant
  kSub,
  kLea,
};

struct OpcodeFacts {
  bool known = false;
  DataFlow flow = DataFlow::kMix;
  StackUse stack = StackUse::kOther;
  // Bytes that an integer instruction accesses in memory; 0: not one of them.
  uint8_t memory_width = 0;
  bool store_is_masked = false;
  bool zero_if_same = false;
  bool is_lea = false;
};

bool StartsWithAny(StringRef name, llvm::ArrayRef<StringRef> prefixes) {
  return llvm::any_of(prefixes,
                      [&](StringRef p) { return name.starts_with(p); });
}

// "AND64ri8" with stem "AND" → true, with stem "ANDN" → false.
bool IsInteger(StringRef name, StringRef stem) {
  return name.consume_front(stem) && !name.empty() && llvm::isDigit(name[0]);
}

DataFlow FlowOf(StringRef name) {
  if (name.starts_with("REP_MOVS")) return DataFlow::kStringMove;
  if (name.starts_with("REP_STOS")) return DataFlow::kStringFill;
  if (StartsWithAny(name, {"PREFETCH", "NOOP"})) return DataFlow::kNothing;
  if (IsInteger(name, "LEA") || IsInteger(name, "ADD")) return DataFlow::kSum;
  if (IsInteger(name, "SUB")) return DataFlow::kDifference;
  if (IsInteger(name, "NEG") || IsInteger(name, "NOT"))
    return DataFlow::kNegate;
  if (IsInteger(name, "INC") || IsInteger(name, "DEC")) return DataFlow::kCopy;
  if ((IsInteger(name, "AND") || IsInteger(name, "OR") ||
       IsInteger(name, "XOR")) &&
      (name.contains("ri") || name.contains("mi")))
    return DataFlow::kLowBits;
  if (IsInteger(name, "CMP") || IsInteger(name, "TEST") ||
      IsInteger(name, "BT"))
    return DataFlow::kCompare;
  if (name == "COPY") return DataFlow::kCopy;
  // Vector instructions, with or without AVX's V.
  name.consume_front("V");
  if (StartsWithAny(name, {"UCOMI", "COMI", "PTEST", "TESTP", "PCMP"}))
    return DataFlow::kCompare;
  if (StartsWithAny(name, {"MOVMSK", "MOVBE", "MOVDIR"}) || name == "MOVSB" ||
      name == "MOVSW" || name == "MOVSL" || name == "MOVSQ")
    return DataFlow::kMix;
  if (StartsWithAny(
          name, {"MOV", "CMOV", "PUNPCK", "UNPCK", "PSHUF", "SHUFP", "PINSR",
                 "PEXTR", "INSERT", "EXTRACT", "PERM", "BLEND", "PBLEND",
                 "PALIGNR", "BROADCAST", "PBROADCAST"}))
    return DataFlow::kCopy;
  return DataFlow::kMix;
}

StackUse StackUseOf(StringRef name) {
  if (name == "PUSH64r" || name == "PUSH64i8" || name == "PUSH64i32")
    return StackUse::kPush;
  if (name == "POP64r") return StackUse::kPop;
  if (name == "PUSHF64") return StackUse::kPushFlags;
  if (name == "POPF64") return StackUse::kPopFlags;
  if (name == "ADD64ri32" || name == "ADD64ri8") return StackUse::kAdd;
  if (name == "SUB64ri32" || name == "SUB64ri8") return StackUse::kSub;
  if (name == "LEA64r") return StackUse::kLea;
  return StackUse::kOther;
}

// ADD64mr, INC32m, MOV8mi and CMP16rm say how much they access; MOVZX32rm8 and
// everything that is not about integers does not.
uint8_t MemoryWidthOf(StringRef name) {
  StringRef rest = name.drop_while(llvm::isUpper);
  int bits = 0;
  if (rest.consumeInteger(10, bits)) return 0;
  if (bits != 8 && bits != 16 && bits != 32 && bits != 64) return 0;
  return rest.starts_with("m") || rest == "rm" ? bits / 8 : 0;
}

OpcodeFacts FactsOf(StringRef name) {
  OpcodeFacts facts;
  facts.known = true;
  facts.flow = FlowOf(name);
  facts.stack = StackUseOf(name);
  facts.memory_width = MemoryWidthOf(name);
  facts.store_is_masked = name.contains("MASKMOV") ||
                          name.contains("SCATTER") ||
                          name.contains("COMPRESS") || name.ends_with("mrk");
  facts.is_lea = IsInteger(name, "LEA");
  name.consume_front("V");
  facts.zero_if_same =
      !name.contains('k') &&  // AVX-512 masks merge in other lanes
      StartsWithAny(name,
                    {"XOR", "PXOR", "SUB", "SBB", "PSUB", "PCMPEQ", "PCMPGT"});
  return facts;
}

// The facts of every opcode that has been met.  Compilations may run side by
// side: each entry is written with one and the same value, word by word.
const OpcodeFacts FactsOf(const MachineInstr& mi) {
  static_assert(sizeof(OpcodeFacts) <= 8);
  const llvm::TargetInstrInfo& tii = *mi.getMF()->getSubtarget().getInstrInfo();
  static std::atomic<uint64_t>* const table =
      new std::atomic<uint64_t>[tii.getNumOpcodes()]();
  std::atomic<uint64_t>& entry = table[mi.getOpcode()];
  uint64_t word = entry.load(std::memory_order_relaxed);
  OpcodeFacts facts;
  if (word == 0) {
    facts = FactsOf(tii.getName(mi.getOpcode()));
    memcpy(&word, &facts, sizeof facts);
    entry.store(word, std::memory_order_relaxed);
  } else {
    memcpy(&facts, &word, sizeof facts);
  }
  return facts;
}

// The register operands that an instruction lists as its own inputs.
llvm::SmallVector<const MachineOperand*, 4> ExplicitInputs(
    const MachineInstr& mi) {
  llvm::SmallVector<const MachineOperand*, 4> inputs;
  for (const MachineOperand& op : mi.explicit_uses())
    if (op.isReg() && op.getReg()) inputs.push_back(&op);
  return inputs;
}

int64_t RegisterBytes(const MachineInstr& mi, unsigned operand) {
  const llvm::TargetSubtargetInfo& sti = mi.getMF()->getSubtarget();
  const llvm::TargetRegisterClass* rc = sti.getInstrInfo()->getRegClass(
      mi.getDesc(), operand, sti.getRegisterInfo(), *mi.getMF());
  return rc ? sti.getRegisterInfo()->getRegSizeInBits(*rc) / 8 : 0;
}

// No x86 instruction without a memory operand of its own accesses more.
constexpr int64_t kWidest = 64;

// By what LLVM noted when it made the instruction; {0, kWidest} if that is
// nothing.  One that reads and writes may have notes for one of the two only.
AccessWidth NotedWidth(const MachineInstr& mi) {
  AccessWidth width = {kWidest, 0};
  for (const llvm::MachineMemOperand* note : mi.memoperands()) {
    if (!note->getSize().hasValue()) return {0, kWidest};
    const int64_t size = note->getSize().getValue().getKnownMinValue();
    width = {std::min(width.certain, size), std::max(width.possible, size)};
  }
  return width.possible == 0 ? AccessWidth{0, kWidest} : width;
}

}  // namespace

DataFlow ClassifyDataFlow(const MachineInstr& mi) { return FactsOf(mi).flow; }

LowBits EffectOnLowBits(const MachineInstr& mi) {
  const MachineOperand& constant =
      mi.getOperand(mi.getNumExplicitOperands() - 1);
  if (!constant.isImm()) return LowBits::kMix;
  const int64_t bits = constant.getImm();
  const StringRef name =
      mi.getMF()->getSubtarget().getInstrInfo()->getName(mi.getOpcode());
  if (bits >= 0 && bits < PAG_STACK_TOP_ALIGN)
    return name.starts_with("AND") ? LowBits::kClean : LowBits::kUnchanged;
  if (bits < 0 && bits >= -PAG_STACK_TOP_ALIGN && name.starts_with("AND"))
    return LowBits::kUnchanged;
  return LowBits::kMix;
}

bool IsZeroIdiom(const MachineInstr& mi) {
  if (!FactsOf(mi).zero_if_same) return false;
  auto inputs = ExplicitInputs(mi);
  return inputs.size() == 2 && !MemoryReferenceOf(mi) &&
         inputs[0]->getReg() == inputs[1]->getReg();
}

std::optional<MemoryReference> ReferenceAt(const MachineInstr& mi, int first) {
  if (static_cast<unsigned>(first) + 5 > mi.getNumOperands())
    return std::nullopt;
  MemoryReference reference = {first,
                               mi.getOperand(first),
                               1,
                               mi.getOperand(first + 2),
                               mi.getOperand(first + 3),
                               mi.getOperand(first + 4)};
  const MachineOperand& scale = mi.getOperand(first + 1);
  if (!scale.isImm() || !reference.base.isReg() || !reference.index.isReg() ||
      !reference.segment.isReg())
    return std::nullopt;
  reference.scale = scale.getImm();
  return reference;
}

std::optional<MemoryReference> MemoryReferenceOf(const MachineInstr& mi) {
  if (FactsOf(mi).is_lea) return ReferenceAt(mi, 1);
  const auto infos = mi.getDesc().operands();
  for (unsigned i = 0; i + 5 <= infos.size(); ++i)
    if (infos[i].OperandType == llvm::MCOI::OPERAND_MEMORY &&
        infos[i + 4].OperandType == llvm::MCOI::OPERAND_MEMORY)
      return ReferenceAt(mi, i);
  return std::nullopt;
}

bool ReadsMemory(const MachineInstr& mi) {
  if (mi.mayLoad()) return true;
  // Some vector instructions have no flags at all.
  auto reference = MemoryReferenceOf(mi);
  return reference && !mi.mayStore() && mi.getNumExplicitDefs() > 0 &&
         !FactsOf(mi).is_lea;
}

bool WritesMemory(const MachineInstr& mi) {
  if (mi.mayStore()) return true;
  auto reference = MemoryReferenceOf(mi);
  return reference && !mi.mayLoad() && mi.getNumExplicitDefs() == 0;
}

AccessWidth WidthOf(const MachineInstr& mi) {
  const OpcodeFacts facts = FactsOf(mi);
  if (facts.memory_width) return {facts.memory_width, facts.memory_width};
  AccessWidth width = NotedWidth(mi);
  if (width.certain == 0 && mi.getNumExplicitDefs() == 1)
    if (int64_t bytes = RegisterBytes(mi, 0)) width.possible = bytes;
  if (facts.store_is_masked) width.certain = 0;
  return width;
}

std::optional<int64_t> DepthChange(const MachineInstr& mi) {
  const RegisterRoles& roles = Roles(*mi.getMF());
  if (mi.isCall() || mi.isReturn()) return 0;
  const OpcodeFacts facts = FactsOf(mi);
  const bool to_sp = mi.getNumExplicitDefs() > 0 && mi.getOperand(0).isReg() &&
                     mi.getOperand(0).getReg() == roles.stack_pointer;
  auto constant = [&](unsigned number) -> std::optional<int64_t> {
    const MachineOperand& op = mi.getOperand(number);
    if (!op.isImm()) return std::nullopt;
    return op.getImm();
  };
  switch (facts.stack) {
    case StackUse::kPush:
    case StackUse::kPushFlags:
      return 8;
    case StackUse::kPopFlags:
      return -8;
    case StackUse::kPop:
      if (to_sp) return std::nullopt;
      return -8;
    case StackUse::kAdd:
    case StackUse::kSub:
      if (!to_sp) return 0;
      if (auto bytes = constant(2))
        return facts.stack == StackUse::kSub ? *bytes : -*bytes;
      return std::nullopt;
    case StackUse::kLea:
      if (!to_sp) return 0;
      if (mi.getOperand(1).isReg() &&
          mi.getOperand(1).getReg() == roles.stack_pointer &&
          !mi.getOperand(3).getReg())
        if (auto bytes = constant(4)) return -*bytes;
      return std::nullopt;
    case StackUse::kOther:
      break;
  }
  const auto& tri = *mi.getMF()->getSubtarget().getRegisterInfo();
  if (mi.modifiesRegister(roles.stack_pointer, &tri)) return std::nullopt;
  return 0;
}

bool IsPush(const MachineInstr& mi) {
  return FactsOf(mi).stack == StackUse::kPush;
}

bool IsPop(const MachineInstr& mi) {
  return FactsOf(mi).stack == StackUse::kPop;
}

}  // namespace pagurus
