// How code is named in traces:
//
//   function at file.c:12           with debug information
//   function+0x1f                   with a symbol table
//   qsort_r+0x1a3 in libc.so.6      of shared libraries
//   0x7f0012345678 in libm.so.6+0x5678
//   0x55d012345678
//
// The directory stands before a file's name if it is not the one in which the
// compiler ran.  Code that has been inlined is named by the function that it is
// in now, with its own file and line.
#ifndef PAGURUS_RUNTIME_TRACEBACK_CODE_PRINTER_H_
#define PAGURUS_RUNTIME_TRACEBACK_CODE_PRINTER_H_

#include <stdint.h>

#include "runtime/print.h"

namespace pagurus {

// All of these are for who has a DumpScope: what has been looked up is kept,
// because many goroutines stand at the same few places.

// The instruction at pc.
void PrintCode(Printer* out, uintptr_t pc);

// The name of the function that begins at pc, or the address.
void PrintFunctionName(Printer* out, uintptr_t pc);

// If pc is in the runtime: of no interest to who wrote the program.
bool IsRuntimeCode(uintptr_t pc);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_CODE_PRINTER_H_
