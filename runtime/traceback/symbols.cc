#include "runtime/traceback/symbols.h"

// Defined by the linker: where the executable's first byte is.
extern "C"
    [[gnu::weak, gnu::visibility("hidden")]] const Elf64_Ehdr __ehdr_start;

namespace pagurus {
namespace {

size_t Length(const char* text, size_t limit) {
  size_t n = 0;
  while (n < limit && text[n] != 0) ++n;
  return n;
}

// Cuts the suffixes that the compiler gives a managed function's other names.
size_t CutSuffix(const char* name, size_t length) {
  static constexpr const char* kSuffixes[] = {".pags", ".pag"};
  for (const char* suffix : kSuffixes) {
    const size_t n = Length(suffix, 8);
    if (length <= n) continue;
    size_t i = 0;
    while (i < n && name[length - n + i] == suffix[i]) ++i;
    if (i == n) return length - n;
  }
  return length;
}

}  // namespace

SymbolTable::SymbolTable() : file_("/proc/self/exe") {
  if (&__ehdr_start == nullptr) return;
  bias_ = reinterpret_cast<uintptr_t>(&__ehdr_start) - file_.base();
  symbols_ = file_.SectionOfType(SHT_SYMTAB);
  strings_ = file_.LinkedSection(SHT_SYMTAB);
}

const char* SymbolTable::Find(uintptr_t pc, size_t* length,
                              uintptr_t* begin) const {
  const auto* symbols = reinterpret_cast<const Elf64_Sym*>(symbols_.data);
  const Elf64_Sym* best = nullptr;
  const uintptr_t address = pc - bias_;
  for (size_t i = 0; i < symbols_.size / sizeof(Elf64_Sym); ++i) {
    const Elf64_Sym& s = symbols[i];
    if (ELF64_ST_TYPE(s.st_info) != STT_FUNC || s.st_shndx == SHN_UNDEF ||
        s.st_name >= strings_.size || s.st_value > address) {
      continue;
    }
    const uint64_t size = s.st_size == 0 ? 1 : s.st_size;
    if (address - s.st_value >= size) continue;
    if (best == nullptr || s.st_value < best->st_value) best = &s;
  }
  if (best == nullptr) return nullptr;
  const char* name =
      reinterpret_cast<const char*>(strings_.data) + best->st_name;
  *length = CutSuffix(name, Length(name, strings_.size - best->st_name));
  *begin = best->st_value + bias_;
  return name;
}

}  // namespace pagurus
