// Names of functions, read from the executable's own file without allocating
// (I7): for fatal errors only, so it maps the file anew each time.
#ifndef PAGURUS_RUNTIME_SYMBOLS_H_
#define PAGURUS_RUNTIME_SYMBOLS_H_

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

namespace pagurus {

class SymbolTable {
 public:
  // Maps /proc/self/exe.  On any failure every Find finds nothing.
  SymbolTable();
  ~SymbolTable();
  SymbolTable(const SymbolTable&) = delete;
  SymbolTable& operator=(const SymbolTable&) = delete;

  // The name of the function that contains pc, as its author wrote it
  // (`foo`, not `foo.pag`), or null.  Valid as long as this object.
  const char* Find(uintptr_t pc, size_t* length, uintptr_t* begin) const;

 private:
  bool Locate();

  const char* file_ = nullptr;
  size_t size_ = 0;
  uintptr_t bias_ = 0;  // run-time address minus the file's
  const Elf64_Sym* symbols_ = nullptr;
  size_t count_ = 0;
  const char* strings_ = nullptr;
  size_t strings_size_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_SYMBOLS_H_
