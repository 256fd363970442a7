// Runs a function's call frame instructions up to an address, and applies the
// rules that hold there (DWARF 5, section 6.4).
#include "runtime/traceback/cfi.h"

#include <ucontext.h>

#include "runtime/traceback/safe_read.h"

namespace pagurus {
namespace {

enum : uint8_t {
  DW_CFA_nop = 0x00,
  DW_CFA_set_loc = 0x01,
  DW_CFA_advance_loc1 = 0x02,
  DW_CFA_advance_loc2 = 0x03,
  DW_CFA_advance_loc4 = 0x04,
  DW_CFA_offset_extended = 0x05,
  DW_CFA_restore_extended = 0x06,
  DW_CFA_undefined = 0x07,
  DW_CFA_same_value = 0x08,
  DW_CFA_register = 0x09,
  DW_CFA_remember_state = 0x0a,
  DW_CFA_restore_state = 0x0b,
  DW_CFA_def_cfa = 0x0c,
  DW_CFA_def_cfa_register = 0x0d,
  DW_CFA_def_cfa_offset = 0x0e,
  DW_CFA_def_cfa_expression = 0x0f,
  DW_CFA_expression = 0x10,
  DW_CFA_offset_extended_sf = 0x11,
  DW_CFA_def_cfa_sf = 0x12,
  DW_CFA_def_cfa_offset_sf = 0x13,
  DW_CFA_val_offset = 0x14,
  DW_CFA_val_offset_sf = 0x15,
  DW_CFA_val_expression = 0x16,
  DW_CFA_GNU_args_size = 0x2e,
  DW_CFA_advance_loc = 0x40,  // and the next two: with a number in six bits
  DW_CFA_offset = 0x80,
  DW_CFA_restore = 0xc0,
};

struct Rule {
  enum Kind : uint8_t {
    kSame,
    kUndefined,
    kAtOffset,      // in memory, at CFA + offset
    kOffset,        // CFA + offset
    kRegister,      // another register (plus offset: the CFA's rule)
    kAtExpression,  // in memory, where the expression says
    kExpression,    // what the expression says
  };
  Kind kind = kSame;
  uint8_t reg = 0;
  int64_t offset = 0;
  Bytes expression;
};

struct Rules {
  Rule cfa;
  Rule regs[kDwarfRegisters];

  // As Registers::CopyFrom.
  void CopyFrom(const Rules& other) {
    CopyWords(reinterpret_cast<uintptr_t>(this),
              reinterpret_cast<uintptr_t>(&other), sizeof other);
  }
};

// Functions remember a handful of states at most; ours one.
constexpr unsigned kRemembered = 3;

class Interpreter {
 public:
  Interpreter(const FrameDescription& f, uintptr_t pc) : f_(f), pc_(pc) {}

  bool Run() {
    if (!RunAll(f_.initial)) return false;
    initial_.CopyFrom(rules_);
    at_ = f_.begin;
    return RunAll(f_.own);
  }
  const Rules& rules() const { return rules_; }

 private:
  // Until the end, or the instructions are for later addresses.
  bool RunAll(Bytes code) {
    Cursor c(code);
    while (!c.done() && at_ <= pc_) {
      if (!Step(&c) || !c.ok()) return false;
    }
    return true;
  }

  Rule* RuleOf(uint64_t reg) {
    // Vector registers have numbers, too: nobody asks for them.
    return reg < kDwarfRegisters ? &rules_.regs[reg] : &ignored_;
  }
  bool Set(uint64_t reg, Rule::Kind kind, int64_t offset) {
    *RuleOf(reg) = Rule{kind, 0, offset, {}};
    return true;
  }
  bool SetExpression(Rule* rule, Rule::Kind kind, Cursor* c) {
    const uint64_t size = c->Uleb();
    const Cursor body = c->Take(size);
    *rule = Rule{kind, 0, 0, {body.at(), body.left()}};
    return true;
  }
  bool Restore(uint64_t reg) {
    if (reg < kDwarfRegisters) rules_.regs[reg] = initial_.regs[reg];
    return true;
  }
  bool SetCfa(uint64_t reg, int64_t offset) {
    if (reg >= kDwarfRegisters) return false;
    rules_.cfa = Rule{Rule::kRegister, static_cast<uint8_t>(reg), offset, {}};
    return true;
  }
  int64_t Scaled(uint64_t n) { return static_cast<int64_t>(n) * f_.data_align; }
  bool Advance(uint64_t n) {
    at_ += n * f_.code_align;
    return true;
  }

  bool Step(Cursor* c) {
    const uint8_t op = c->U8();
    const uint8_t low = op & 0x3f;
    switch (op & 0xc0) {
      case DW_CFA_advance_loc:
        return Advance(low);
      case DW_CFA_offset:
        return Set(low, Rule::kAtOffset, Scaled(c->Uleb()));
      case DW_CFA_restore:
        return Restore(low);
    }
    switch (op) {
      case DW_CFA_nop:
        return true;
      case DW_CFA_set_loc:
        return ReadEncoded(c, f_.encoding, &at_);
      case DW_CFA_advance_loc1:
        return Advance(c->U8());
      case DW_CFA_advance_loc2:
        return Advance(c->U16());
      case DW_CFA_advance_loc4:
        return Advance(c->U32());
      case DW_CFA_restore_extended:
        return Restore(c->Uleb());
      case DW_CFA_remember_state:
        if (depth_ == kRemembered) return false;
        remembered_[depth_++].CopyFrom(rules_);
        return true;
      case DW_CFA_restore_state:
        if (depth_ == 0) return false;
        rules_.CopyFrom(remembered_[--depth_]);
        return true;
      case DW_CFA_GNU_args_size:
        c->Uleb();
        return true;
    }
    return op < DW_CFA_def_cfa ||
                   (op > DW_CFA_def_cfa_expression && op != DW_CFA_def_cfa_sf &&
                    op != DW_CFA_def_cfa_offset_sf)
               ? StepRegister(op, c)
               : StepCfa(op, c);
  }

  bool StepRegister(uint8_t op, Cursor* c) {
    const uint64_t reg = c->Uleb();
    switch (op) {
      case DW_CFA_offset_extended:
        return Set(reg, Rule::kAtOffset, Scaled(c->Uleb()));
      case DW_CFA_offset_extended_sf:
        return Set(reg, Rule::kAtOffset, c->Sleb() * f_.data_align);
      case DW_CFA_val_offset:
        return Set(reg, Rule::kOffset, Scaled(c->Uleb()));
      case DW_CFA_val_offset_sf:
        return Set(reg, Rule::kOffset, c->Sleb() * f_.data_align);
      case DW_CFA_undefined:
        return Set(reg, Rule::kUndefined, 0);
      case DW_CFA_same_value:
        return Set(reg, Rule::kSame, 0);
      case DW_CFA_register: {
        const uint64_t from = c->Uleb();
        if (from >= kDwarfRegisters) return false;
        *RuleOf(reg) = Rule{Rule::kRegister, static_cast<uint8_t>(from), 0, {}};
        return true;
      }
      case DW_CFA_expression:
        return SetExpression(RuleOf(reg), Rule::kAtExpression, c);
      case DW_CFA_val_expression:
        return SetExpression(RuleOf(reg), Rule::kExpression, c);
    }
    return false;
  }

  bool StepCfa(uint8_t op, Cursor* c) {
    if (op == DW_CFA_def_cfa_expression) {
      return SetExpression(&rules_.cfa, Rule::kExpression, c);
    }
    const bool has_register = op == DW_CFA_def_cfa || op == DW_CFA_def_cfa_sf ||
                              op == DW_CFA_def_cfa_register;
    const uint64_t reg = has_register ? c->Uleb() : rules_.cfa.reg;
    switch (op) {
      case DW_CFA_def_cfa_register:
        return SetCfa(reg, rules_.cfa.offset);
      case DW_CFA_def_cfa:
      case DW_CFA_def_cfa_offset:
        return SetCfa(reg, static_cast<int64_t>(c->Uleb()));
      default:
        return SetCfa(reg, c->Sleb() * f_.data_align);
    }
  }

  const FrameDescription& f_;
  const uintptr_t pc_;
  uintptr_t at_ = 0;
  Rules rules_;
  Rules initial_;
  Rules remembered_[kRemembered];
  unsigned depth_ = 0;
  Rule ignored_;
};

// False if the rule cannot be followed.
bool Follow(const Rule& rule, const Registers& r, unsigned reg, uintptr_t cfa,
            uintptr_t* value) {
  switch (rule.kind) {
    case Rule::kSame:
      *value = r.value[reg];
      return true;
    case Rule::kUndefined:
      *value = 0;
      return true;
    case Rule::kAtOffset:
      return ReadMemory(cfa + static_cast<uintptr_t>(rule.offset), value);
    case Rule::kOffset:
      *value = cfa + static_cast<uintptr_t>(rule.offset);
      return true;
    case Rule::kRegister:
      *value = r.value[rule.reg] + static_cast<uintptr_t>(rule.offset);
      return true;
    case Rule::kAtExpression: {
      uintptr_t at;
      return EvaluateExpression(rule.expression, r, true, cfa, &at) &&
             ReadMemory(at, value);
    }
    case Rule::kExpression:
      return EvaluateExpression(rule.expression, r, true, cfa, value);
  }
  return false;
}

}  // namespace

StepResult StepByCfi(Registers* registers, bool interrupted) {
  // A call may be its function's last instruction.
  const uintptr_t pc = registers->pc() - (interrupted ? 0 : 1);
  FrameDescription description;
  if (!FindFrameDescription(pc, &description)) return StepResult::kUnknown;
  Interpreter interpreter(description, pc);
  if (!interpreter.Run()) return StepResult::kUnknown;
  const Rules& rules = interpreter.rules();
  if (rules.regs[kDwarfPc].kind == Rule::kUndefined) return StepResult::kEnd;
  if (rules.regs[kDwarfPc].kind == Rule::kSame) return StepResult::kUnknown;
  uintptr_t cfa = 0;
  const bool known =
      rules.cfa.kind == Rule::kExpression
          ? EvaluateExpression(rules.cfa.expression, *registers, false, 0, &cfa)
          : Follow(rules.cfa, *registers, kDwarfSp, 0, &cfa);
  if (!known) return StepResult::kUnknown;
  Registers caller;
  for (unsigned i = 0; i < kDwarfRegisters; ++i) {
    if (!Follow(rules.regs[i], *registers, i, cfa, &caller.value[i])) {
      return StepResult::kUnknown;
    }
  }
  if (rules.regs[kDwarfSp].kind == Rule::kSame) caller.sp() = cfa;
  registers->CopyFrom(caller);
  return caller.pc() == 0 ? StepResult::kEnd : StepResult::kStepped;
}

Registers RegistersOf(const void* context) {
  static constexpr int kOrder[kDwarfRegisters] = {
      REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
      REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
      REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
  const auto* gregs =
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs;
  Registers r;
  for (unsigned i = 0; i < kDwarfRegisters; ++i) {
    r.value[i] = static_cast<uintptr_t>(gregs[kOrder[i]]);
  }
  return r;
}

}  // namespace pagurus
