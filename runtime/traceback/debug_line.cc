// Names and numbers of the format are those of the DWARF 5 standard, section
// 6.2.
//
//   .debug_line   unit  unit  unit ...
//                 │
//                 └─ header: version, sizes, directories, files
//                    program: rows (address, file, line), in sequences
//
// Every unit and every opcode takes bytes, so loops over them end.
#include "runtime/traceback/debug_line.h"

#include "runtime/traceback/debug_line_unit.h"

namespace pagurus {
namespace {

enum : uint8_t {
  DW_LNS_copy = 1,
  DW_LNS_advance_pc = 2,
  DW_LNS_advance_line = 3,
  DW_LNS_set_file = 4,
  DW_LNS_const_add_pc = 8,
  DW_LNS_fixed_advance_pc = 9,

  DW_LNE_end_sequence = 1,
  DW_LNE_set_address = 2,
};

// A unit, and moves on to the next.  False if this one cannot be used.
bool ReadUnit(Cursor* section, LineUnit* unit) {
  uint64_t length = section->U32();
  unit->offset_size = 4;
  if (length == 0xffffffff) {
    length = section->U64();
    unit->offset_size = 8;
  }
  Cursor c = section->Take(length);
  if (!section->ok()) return false;
  unit->version = c.U16();
  if (unit->version < 4 || unit->version > 5) return false;
  if (unit->version == 5) {
    if (c.U8() != 8) return false;  // bytes of an address
    c.U8();                         // of a segment selector
  }
  const uint64_t header = c.Fixed(unit->offset_size);
  if (!c.ok() || header > c.left()) return false;
  Cursor h = c.Take(header);
  unit->program = c;
  unit->min_instruction = h.U8();
  h.U8();  // operations per instruction: not a VLIW machine
  h.U8();  // default_is_stmt
  unit->line_base = static_cast<int8_t>(h.U8());
  unit->line_range = h.U8();
  unit->opcode_base = h.U8();
  if (!h.ok() || unit->line_range == 0 || unit->opcode_base == 0) return false;
  unit->lengths = h.Take(unit->opcode_base - 1u);
  unit->tables = h;
  return h.ok();
}

// Runs a line program.  A row covers the addresses from its own to the next
// one's.
class LineProgram {
 public:
  LineProgram(const LineUnit& unit, uint64_t target)
      : unit_(unit), c_(unit.program), target_(target) {}

  // If a row covers the target: its file and line.
  bool Run() {
    while (!c_.done()) {
      if (Step()) return true;
    }
    return false;
  }
  uint64_t file() const { return row_file_; }
  uint64_t line() const { return row_line_; }

 private:
  // One opcode; true if the row before it covers the target.
  bool Step() {
    const uint8_t opcode = c_.U8();
    if (opcode >= unit_.opcode_base) {
      const unsigned adjusted = opcode - unit_.opcode_base;
      Advance(adjusted / unit_.line_range);
      line_ += static_cast<uint64_t>(int64_t{unit_.line_base} +
                                     adjusted % unit_.line_range);
      return Row(false);
    }
    switch (opcode) {
      case 0:
        return Extended();
      case DW_LNS_copy:
        return Row(false);
      case DW_LNS_advance_pc:
        Advance(c_.Uleb());
        return false;
      case DW_LNS_advance_line:
        line_ += static_cast<uint64_t>(c_.Sleb());
        return false;
      case DW_LNS_set_file:
        file_ = c_.Uleb();
        return false;
      case DW_LNS_const_add_pc:
        Advance((255u - unit_.opcode_base) / unit_.line_range);
        return false;
      case DW_LNS_fixed_advance_pc:
        address_ += c_.U16();
        return false;
      default: {
        // Of no interest here, or not known: the header says how many operands.
        Cursor lengths = unit_.lengths;
        lengths.Skip(opcode - 1u);
        for (unsigned n = lengths.U8(); n > 0; --n) c_.Uleb();
        return false;
      }
    }
  }

  bool Extended() {
    Cursor operands = c_.Take(c_.Uleb());
    const uint8_t opcode = operands.U8();
    if (opcode == DW_LNE_end_sequence) return Row(true);
    if (opcode == DW_LNE_set_address) address_ = operands.U64();
    return false;
  }

  void Advance(uint64_t operations) {
    address_ += operations * unit_.min_instruction;
  }

  bool Row(bool end) {
    // Code that the linker has dropped begins at 0.
    if (has_row_ && row_address_ != 0 && row_address_ <= target_ &&
        target_ < address_) {
      return true;
    }
    has_row_ = !end;
    row_address_ = address_;
    row_file_ = file_;
    row_line_ = line_;
    if (end) {
      address_ = 0;
      file_ = line_ = 1;
    }
    return false;
  }

  const LineUnit& unit_;
  Cursor c_;
  const uint64_t target_;
  // The state machine's registers.
  uint64_t address_ = 0, file_ = 1, line_ = 1;
  // The last row.
  bool has_row_ = false;
  uint64_t row_address_ = 0, row_file_ = 0, row_line_ = 0;
};

}  // namespace

bool FindLine(const LineSections& sections, uint64_t address,
              SourceLine* result) {
  Cursor section(sections.line);
  while (!section.done()) {
    LineUnit unit;
    if (!ReadUnit(&section, &unit)) continue;
    LineProgram program(unit, address);
    if (!program.Run()) continue;
    if (program.line() == 0) return false;
    *result = SourceLine{};
    result->line = program.line();
    NameFile(sections, unit, program.file(), result);
    return result->file.size != 0;
  }
  return false;
}

}  // namespace pagurus
