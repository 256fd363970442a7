// Names of files: lists in version 4, tables of any format in version 5.  Loops
// over entries end, because each form that is known takes at least a byte.
#include "runtime/traceback/debug_line_unit.h"

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
bool ReadEntries(Cursor* c, const LineSections& sections, const LineUnit& unit,
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

void NameFile5(const LineSections& sections, const LineUnit& unit,
               uint64_t file, SourceLine* result) {
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
void NameFile4(const LineUnit& unit, uint64_t file, SourceLine* result) {
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

}  // namespace

void NameFile(const LineSections& sections, const LineUnit& unit, uint64_t file,
              SourceLine* result) {
  if (unit.version == 5) {
    NameFile5(sections, unit, file, result);
  } else {
    NameFile4(unit, file, result);
  }
}

}  // namespace pagurus
