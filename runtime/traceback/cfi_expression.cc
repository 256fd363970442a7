// DWARF expressions, as far as call frame information uses them: PLT entries,
// signal frames, gates.
#include "runtime/traceback/cfi.h"
#include "runtime/traceback/safe_read.h"

namespace pagurus {
namespace {

enum : uint8_t {
  DW_OP_addr = 0x03,
  DW_OP_deref = 0x06,
  DW_OP_const1u = 0x08,
  DW_OP_const1s = 0x09,
  DW_OP_const2u = 0x0a,
  DW_OP_const2s = 0x0b,
  DW_OP_const4u = 0x0c,
  DW_OP_const4s = 0x0d,
  DW_OP_const8u = 0x0e,
  DW_OP_const8s = 0x0f,
  DW_OP_constu = 0x10,
  DW_OP_consts = 0x11,
  DW_OP_dup = 0x12,
  DW_OP_drop = 0x13,
  DW_OP_over = 0x14,
  DW_OP_swap = 0x16,
  DW_OP_and = 0x1a,
  DW_OP_minus = 0x1c,
  DW_OP_mul = 0x1e,
  DW_OP_neg = 0x1f,
  DW_OP_not = 0x20,
  DW_OP_or = 0x21,
  DW_OP_plus = 0x22,
  DW_OP_plus_uconst = 0x23,
  DW_OP_shl = 0x24,
  DW_OP_shr = 0x25,
  DW_OP_xor = 0x27,
  DW_OP_eq = 0x29,
  DW_OP_ge = 0x2a,
  DW_OP_gt = 0x2b,
  DW_OP_le = 0x2c,
  DW_OP_lt = 0x2d,
  DW_OP_ne = 0x2e,
  DW_OP_lit0 = 0x30,
  DW_OP_reg0 = 0x50,
  DW_OP_breg0 = 0x70,
  DW_OP_breg31 = 0x8f,
  DW_OP_nop = 0x96,
};

class Machine {
 public:
  Machine(Bytes expression, const Registers& registers)
      : c_(expression), registers_(registers) {}

  void Push(uintptr_t value) {
    if (depth_ == kDepth) {
      bad_ = true;
    } else {
      stack_[depth_++] = value;
    }
  }

  bool Run(uintptr_t* result) {
    while (!c_.done() && !bad_) Step();
    if (bad_ || !c_.ok() || depth_ == 0) return false;
    *result = stack_[depth_ - 1];
    return true;
  }

 private:
  static constexpr unsigned kDepth = 16;

  uintptr_t Pop() {
    if (depth_ == 0) {
      bad_ = true;
      return 0;
    }
    return stack_[--depth_];
  }

  uintptr_t SignExtended(unsigned bytes) {
    const unsigned shift = 64 - 8 * bytes;
    return static_cast<uintptr_t>(
        static_cast<int64_t>(c_.Fixed(bytes) << shift) >> shift);
  }

  // False if it is none of these.
  bool PushConstant(uint8_t op) {
    if (op >= DW_OP_lit0 && op < DW_OP_reg0) {
      Push(op - DW_OP_lit0);
      return true;
    }
    if (op >= DW_OP_breg0 && op <= DW_OP_breg31) {
      const unsigned reg = op - DW_OP_breg0;
      const uintptr_t offset = static_cast<uintptr_t>(c_.Sleb());
      if (reg >= kDwarfRegisters) bad_ = true;
      Push(bad_ ? 0 : registers_.value[reg] + offset);
      return true;
    }
    if (op >= DW_OP_const1u && op <= DW_OP_const8s) {
      const unsigned bytes = 1u << ((op - DW_OP_const1u) / 2);
      Push((op & 1) != 0 ? SignExtended(bytes) : c_.Fixed(bytes));
      return true;
    }
    switch (op) {
      case DW_OP_addr:
        Push(c_.U64());
        return true;
      case DW_OP_constu:
        Push(c_.Uleb());
        return true;
      case DW_OP_consts:
        Push(static_cast<uintptr_t>(c_.Sleb()));
        return true;
    }
    return false;
  }

  bool Unary(uint8_t op) {
    uintptr_t a;
    switch (op) {
      case DW_OP_deref:
        a = Pop();
        if (bad_ || !ReadMemory(a, &a)) bad_ = true;
        Push(a);
        return true;
      case DW_OP_plus_uconst:
        a = Pop();
        Push(a + c_.Uleb());
        return true;
      case DW_OP_neg:
        Push(0 - Pop());
        return true;
      case DW_OP_not:
        Push(~Pop());
        return true;
      case DW_OP_dup:
        a = Pop();
        Push(a);
        Push(a);
        return true;
      case DW_OP_drop:
        Pop();
        return true;
      case DW_OP_nop:
        return true;
    }
    return false;
  }

  void Binary(uint8_t op) {
    const uintptr_t b = Pop();
    const uintptr_t a = Pop();
    const auto sa = static_cast<intptr_t>(a), sb = static_cast<intptr_t>(b);
    switch (op) {
      case DW_OP_over:
        Push(a);
        Push(b);
        return Push(a);
      case DW_OP_swap:
        Push(b);
        return Push(a);
      case DW_OP_and:
        return Push(a & b);
      case DW_OP_or:
        return Push(a | b);
      case DW_OP_xor:
        return Push(a ^ b);
      case DW_OP_plus:
        return Push(a + b);
      case DW_OP_minus:
        return Push(a - b);
      case DW_OP_mul:
        return Push(a * b);
      case DW_OP_shl:
        return Push(b < 64 ? a << b : 0);
      case DW_OP_shr:
        return Push(b < 64 ? a >> b : 0);
      case DW_OP_eq:
        return Push(a == b);
      case DW_OP_ne:
        return Push(a != b);
      case DW_OP_ge:
        return Push(sa >= sb);
      case DW_OP_gt:
        return Push(sa > sb);
      case DW_OP_le:
        return Push(sa <= sb);
      case DW_OP_lt:
        return Push(sa < sb);
    }
    bad_ = true;
  }

  void Step() {
    const uint8_t op = c_.U8();
    if (!PushConstant(op) && !Unary(op)) Binary(op);
  }

  Cursor c_;
  const Registers& registers_;
  uintptr_t stack_[kDepth];
  unsigned depth_ = 0;
  bool bad_ = false;
};

}  // namespace

bool EvaluateExpression(Bytes expression, const Registers& registers,
                        bool has_initial, uintptr_t initial,
                        uintptr_t* result) {
  Machine machine(expression, registers);
  if (has_initial) machine.Push(initial);
  return machine.Run(result);
}

}  // namespace pagurus
