// Names of functions.
//
//   of the executable       from its own file's symbol table
//   of shared libraries     what they export, from the tables that the dynamic
//                           linker has loaded
//
// Without allocating and without locks (I7).
#ifndef PAGURUS_RUNTIME_TRACEBACK_SYMBOLS_H_
#define PAGURUS_RUNTIME_TRACEBACK_SYMBOLS_H_

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#include "runtime/traceback/elf_file.h"

struct link_map;

namespace pagurus {

// The executable's file, and where it is in memory.
class SymbolTable {
 public:
  // Maps /proc/self/exe.  On any failure every Find finds nothing.
  SymbolTable();

  // The name of the function that contains pc, as its author wrote it
  // (`foo`, not `foo.pag`), or null.  Valid as long as this object.
  const char* Find(uintptr_t pc, size_t* length, uintptr_t* begin) const;

  const ElfFile& file() const { return file_; }
  // The run-time address minus the file's.
  uintptr_t bias() const { return bias_; }

 private:
  ElfFile file_;
  uintptr_t bias_ = 0;
  Bytes symbols_;
  Bytes strings_;
};

// Where a piece of code was loaded from.
struct Module {
  const char* path = nullptr;  // "" for the executable itself
  uintptr_t begin = 0;         // of its mapping
  uintptr_t end = 0;
  const uint8_t* eh_frame_hdr = nullptr;  // null: it has none
  const link_map* map = nullptr;
};

// The module that contains pc; false if the C library does not know, or cannot
// tell without a lock (glibc before 2.35).
bool FindModule(uintptr_t pc, Module* module);

// The exported function of the module that contains pc, or null.
const char* FindExported(const Module& module, uintptr_t pc, uintptr_t* begin);

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_SYMBOLS_H_
