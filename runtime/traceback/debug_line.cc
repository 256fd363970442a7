// Names and numbers of the format are those of the DWARF 5 standard, section
// 6.2.
//
//   .debug_line   unit  unit  unit ...
//                 │
//                 └─ header: version, sizes, directories, files
//                    program: rows (address, file, line), in sequences
//
// Every unit and every opcode takes bytes, so loops over them end; so do those
// over entries, because each form that is known takes at least one.
#include "runtime/traceback/debug_line.h"

namespace pagurus {
namespace {

enum : uint64_t {
  DW_LNCT_path = 1,
  DW_LNCT_directory_index = 2,

  DW_FORM_block2 = 0x03,
  DW_FORM_block4 = 0x04,
  DW_FORM_data2 = 0x05,
  DW_FORM_data4 = 0x06,
  DW_FORM_data8 = 0x07,
  DW_FORM_string = 0x08,
  DW_FORM_block = 0x09,
  DW_FORM_block1 = 0x0a,
  DW_FORM_data1 = 0x0b,
  DW_FORM_strp = 0x0e,
  DW_FORM_udata = 0x0f,
  DW_FORM_data16 = 0x1e,
  DW_FORM_line_strp = 0x1f,
};

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

struct Unit {
  uint16_t version = 0;
  unsigned offset_size = 4;
  uint8_t min_instruction = 1;
  int8_t line_base = 0;
  uint8_t line_range = 1;
  uint8_t opcode_base = 1;
  Cursor lengths;  // of the standard opcodes' operands
  Cursor tables;   // directories and files
  Cursor program;
};

// A unit, and moves on to the next.  False if this one cannot be used.
bool ReadUnit(Cursor* section, Unit* unit) {
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

Bytes TextAt(Bytes section, uint64_t offset) {
  if (offset >= section.size) return {};
  Cursor c(Bytes{section.data + offset, section.size - offset});
  return c.Text();
}

struct Value {
  Bytes text;
  uint64_t number = 0;
};

// False if the form is not known: then what follows cannot be read either.
bool ReadForm(Cursor* c, uint64_t form, const LineSections& sections,
              unsigned offset_size, Value* value) {
  switch (form) {
    case DW_FORM_string:
      value->text = c->Text();
      break;
    case DW_FORM_line_strp:
      value->text = TextAt(sections.line_str, c->Fixed(offset_size));
      break;
    case DW_FORM_strp:
      value->text = TextAt(sections.str, c->Fixed(offset_size));
      break;
    case DW_FORM_data1:
      value->number = c->U8();
      break;
    case DW_FORM_data2:
      value->number = c->U16();
      break;
    case DW_FORM_data4:
      value->number = c->U32();
      break;
    case DW_FORM_data8:
      value->number = c->U64();
      break;
    case DW_FORM_udata:
      value->number = c->Uleb();
      break;
    case DW_FORM_data16:
      c->Skip(16);
      break;
    case DW_FORM_block1:
      c->Skip(c->U8());
      break;
    case DW_FORM_block2:
      c->Skip(c->U16());
      break;
    case DW_FORM_block4:
      c->Skip(c->U32());
      break;
    case DW_FORM_block:
      c->Skip(c->Uleb());
      break;
    default:
      return false;
  }
  return c->ok();
}

struct Entry {
  Bytes path;
  uint64_t directory = 0;
};

// Version 5: a list of entries, each in the format that stands before them.
// Entry `wanted`; reads over all of them.  False if they cannot be read.
bool ReadEntries(Cursor* c, const LineSections& sections, const Unit& unit,
                 uint64_t wanted, Entry* result) {
  const uint8_t fields = c->U8();
  const Cursor formats = *c;
  for (unsigned i = 0; i < 2u * fields; ++i) c->Uleb();
  const uint64_t count = c->Uleb();
  if (!c->ok() || (fields == 0 && count != 0)) return false;
  for (uint64_t i = 0; i < count; ++i) {
    Cursor format = formats;
    Entry entry;
    for (unsigned f = 0; f < fields; ++f) {
      const uint64_t content = format.Uleb();
      Value value;
      if (!ReadForm(c, format.Uleb(), sections, unit.offset_size, &value)) {
        return false;
      }
      if (content == DW_LNCT_path) entry.path = value.text;
      if (content == DW_LNCT_directory_index) entry.directory = value.number;
    }
    if (i == wanted) *result = entry;
  }
  return true;
}

void NameFile5(const LineSections& sections, const Unit& unit, uint64_t file,
               SourceLine* result) {
  constexpr uint64_t kNone = ~uint64_t{0};
  const Cursor tables = unit.tables;
  Cursor c = tables;
  Entry entry;
  if (!ReadEntries(&c, sections, unit, kNone, &entry)) return;
  if (!ReadEntries(&c, sections, unit, file, &entry)) return;
  result->file = entry.path;
  // Directory 0 is where the compiler ran.
  if (entry.directory == 0) return;
  c = tables;
  Entry directory;
  if (ReadEntries(&c, sections, unit, entry.directory, &directory)) {
    result->directory = directory.path;
  }
}

// Version 4: lists of texts, ended by an empty one; both count from 1.
void NameFile4(const Unit& unit, uint64_t file, SourceLine* result) {
  const Cursor tables = unit.tables;
  Cursor c = tables;
  while (c.Text().size != 0) {
  }
  uint64_t directory = 0;
  for (uint64_t i = 1; c.ok(); ++i) {
    const Bytes name = c.Text();
    if (name.size == 0) return;
    const uint64_t in = c.Uleb();
    c.Uleb();  // time of change
    c.Uleb();  // size
    if (i != file) continue;
    result->file = name;
    directory = in;
    break;
  }
  c = tables;
  for (uint64_t i = 1; i <= directory; ++i) {
    const Bytes name = c.Text();
    if (name.size == 0) return;
    if (i == directory) result->directory = name;
  }
}

// Runs a line program.  A row covers the addresses from its own to the next
// one's.
class LineProgram {
 public:
  LineProgram(const Unit& unit, uint64_t target)
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

  const Unit& unit_;
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
    Unit unit;
    if (!ReadUnit(&section, &unit)) continue;
    LineProgram program(unit, address);
    if (!program.Run()) continue;
    if (program.line() == 0) return false;
    *result = SourceLine{};
    result->line = program.line();
    if (unit.version == 5) {
      NameFile5(sections, unit, program.file(), result);
    } else {
      NameFile4(unit, program.file(), result);
    }
    return result->file.size != 0;
  }
  return false;
}

}  // namespace pagurus
