// An ELF file's sections, from the file, mapped: for names and lines, which
// are not loaded.  System calls only (I7); a damaged file has no sections.
#ifndef PAGURUS_RUNTIME_TRACEBACK_ELF_FILE_H_
#define PAGURUS_RUNTIME_TRACEBACK_ELF_FILE_H_

#include <elf.h>

#include "runtime/traceback/cursor.h"

namespace pagurus {

class ElfFile {
 public:
  // Maps it; on any failure it has no sections.
  explicit ElfFile(const char* path);
  // Uses these bytes.
  explicit ElfFile(Bytes file);
  ~ElfFile();
  ElfFile(const ElfFile&) = delete;
  ElfFile& operator=(const ElfFile&) = delete;

  // The bytes of a section as they are in the file; none if there is no such
  // section or it is compressed.
  Bytes Section(const char* name) const;
  Bytes SectionOfType(uint32_t type) const;
  // What the section's sh_link leads to: a symbol table's strings.
  Bytes LinkedSection(uint32_t type) const;

  // The address, before relocation, of the file's first byte.
  uint64_t base() const { return base_; }

 private:
  void Open();
  const Elf64_Shdr* Find(uint32_t type) const;
  Bytes Contents(const Elf64_Shdr* section) const;
  Bytes At(uint64_t offset, uint64_t size) const;

  Bytes file_;
  bool mapped_ = false;
  const Elf64_Shdr* sections_ = nullptr;
  size_t count_ = 0;
  Bytes names_;
  uint64_t base_ = 0;
};

}  // namespace pagurus

#endif  // PAGURUS_RUNTIME_TRACEBACK_ELF_FILE_H_
