// From an address to a line of source, by DWARF's line tables (versions 4 and
// 5), as they lie in the executable's file.
//
// Nothing is prepared and nothing kept: a look-up runs through the line
// programs until one covers the address.  That is linear in their size, and
// serves what happens once: a trace.  Damaged tables are not found fault with;
// they say nothing, or nonsense, and never lead out of their sections or into
// an endless loop.
#ifndef PAGURUS_RUNTIME_TRACEBACK_DEBUG_LINE_H_
#define PAGURUS_RUNTIME_TRACEBACK_DEBUG_LINE_H_

#include <stdint.h>

#include "runtime/traceback/cursor.h"

namespace pagurus {

struct LineSections {
  Bytes line;      // .debug_line
  Bytes line_str;  // .debug_line_str
  Bytes str;       // .debug_str
};

struct SourceLine {
  // The file's name as the compiler was given it, and the directory that it is
  // relative to, if that is not the one in which the compiler ran.
  Bytes directory;
  Bytes file;
  uint64_t line = 0;
};

// The line of the instruction at `address`, as addresses are in the file.
// False if there is none, or code without a line covers it.
bool FindLine(const LineSections& sections, uint64_t address,
              SourceLine* result);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_DEBUG_LINE_H_
