#include "runtime/symbols.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

SymbolTable::SymbolTable() {
  const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status;
  if (fstat(fd, &status) == 0 && status.st_size > 0) {
    size_ = static_cast<size_t>(status.st_size);
    void* map = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map != MAP_FAILED) file_ = static_cast<const char*>(map);
  }
  close(fd);
  if (file_ != nullptr && !Locate()) count_ = 0;
}

SymbolTable::~SymbolTable() {
  if (file_ != nullptr) munmap(const_cast<char*>(file_), size_);
}

bool SymbolTable::Locate() {
  if (&__ehdr_start == nullptr || size_ < sizeof(Elf64_Ehdr)) return false;
  const auto* ehdr = reinterpret_cast<const Elf64_Ehdr*>(file_);
  auto inside = [&](uint64_t offset, uint64_t bytes) {
    return offset <= size_ && bytes <= size_ - offset;
  };
  // The header is the first thing of the first loaded segment.
  if (!inside(ehdr->e_phoff, ehdr->e_phnum * sizeof(Elf64_Phdr)) ||
      !inside(ehdr->e_shoff, ehdr->e_shnum * sizeof(Elf64_Shdr))) {
    return false;
  }
  const auto* ph = reinterpret_cast<const Elf64_Phdr*>(file_ + ehdr->e_phoff);
  for (size_t i = 0; i < ehdr->e_phnum; ++i) {
    if (ph[i].p_type == PT_LOAD && ph[i].p_offset == 0) {
      bias_ = reinterpret_cast<uintptr_t>(&__ehdr_start) - ph[i].p_vaddr;
    }
  }
  const auto* sh = reinterpret_cast<const Elf64_Shdr*>(file_ + ehdr->e_shoff);
  for (size_t i = 0; i < ehdr->e_shnum; ++i) {
    if (sh[i].sh_type != SHT_SYMTAB) continue;
    if (sh[i].sh_link >= ehdr->e_shnum) return false;
    const Elf64_Shdr& str = sh[sh[i].sh_link];
    if (!inside(sh[i].sh_offset, sh[i].sh_size) ||
        !inside(str.sh_offset, str.sh_size)) {
      return false;
    }
    symbols_ = reinterpret_cast<const Elf64_Sym*>(file_ + sh[i].sh_offset);
    count_ = sh[i].sh_size / sizeof(Elf64_Sym);
    strings_ = file_ + str.sh_offset;
    strings_size_ = str.sh_size;
    return true;
  }
  return false;
}

const char* SymbolTable::Find(uintptr_t pc, size_t* length,
                              uintptr_t* begin) const {
  const Elf64_Sym* best = nullptr;
  const uintptr_t address = pc - bias_;
  for (size_t i = 0; i < count_; ++i) {
    const Elf64_Sym& s = symbols_[i];
    if (ELF64_ST_TYPE(s.st_info) != STT_FUNC || s.st_shndx == SHN_UNDEF ||
        s.st_name >= strings_size_ || s.st_value > address) {
      continue;
    }
    const uint64_t size = s.st_size == 0 ? 1 : s.st_size;
    if (address - s.st_value >= size) continue;
    if (best == nullptr || s.st_value < best->st_value) best = &s;
  }
  if (best == nullptr) return nullptr;
  const char* name = strings_ + best->st_name;
  *length = CutSuffix(name, Length(name, strings_size_ - best->st_name));
  *begin = best->st_value + bias_;
  return name;
}

}  // namespace pagurus
