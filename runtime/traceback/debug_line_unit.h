// A unit of DWARF's line tables: what its header says.
#ifndef PAGURUS_RUNTIME_TRACEBACK_DEBUG_LINE_UNIT_H_
#define PAGURUS_RUNTIME_TRACEBACK_DEBUG_LINE_UNIT_H_

#include <stdint.h>

#include "runtime/traceback/debug_line.h"

namespace pagurus {

struct LineUnit {
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

// Fills in result->file and directory: file number `file` of the unit's tables.
void NameFile(const LineSections& sections, const LineUnit& unit, uint64_t file,
              SourceLine* result);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_DEBUG_LINE_UNIT_H_
