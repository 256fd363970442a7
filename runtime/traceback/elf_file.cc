#include "runtime/traceback/elf_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pagurus {
namespace {

bool Same(const char* text, size_t limit, const char* name) {
  size_t i = 0;
  while (i < limit && name[i] != 0 && text[i] == name[i]) ++i;
  return i < limit && name[i] == 0 && text[i] == 0;
}

bool Aligned(const void* p) {
  return reinterpret_cast<uintptr_t>(p) % alignof(Elf64_Shdr) == 0;
}

}  // namespace

ElfFile::ElfFile(const char* path) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return;
  struct stat status;
  if (fstat(fd, &status) == 0 && status.st_size > 0) {
    const size_t size = static_cast<size_t>(status.st_size);
    void* map = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map != MAP_FAILED) {
      file_ = {static_cast<const uint8_t*>(map), size};
      mapped_ = true;
    }
  }
  close(fd);
  Open();
}

ElfFile::ElfFile(Bytes file) : file_(file) { Open(); }

ElfFile::~ElfFile() {
  if (mapped_) munmap(const_cast<uint8_t*>(file_.data), file_.size);
}

Bytes ElfFile::At(uint64_t offset, uint64_t size) const {
  if (offset > file_.size || size > file_.size - offset) return {};
  return {file_.data + offset, size};
}

void ElfFile::Open() {
  if (file_.size < sizeof(Elf64_Ehdr) || !Aligned(file_.data)) return;
  const auto* ehdr = reinterpret_cast<const Elf64_Ehdr*>(file_.data);
  if (ehdr->e_ident[EI_MAG0] != ELFMAG0 || ehdr->e_ident[EI_MAG1] != ELFMAG1 ||
      ehdr->e_ident[EI_CLASS] != ELFCLASS64) {
    return;
  }
  const Bytes sections =
      At(ehdr->e_shoff, uint64_t{ehdr->e_shnum} * sizeof(Elf64_Shdr));
  const Bytes segments =
      At(ehdr->e_phoff, uint64_t{ehdr->e_phnum} * sizeof(Elf64_Phdr));
  if (sections.data == nullptr || segments.data == nullptr ||
      !Aligned(sections.data) || !Aligned(segments.data)) {
    return;
  }
  // The header is the first thing of the first loaded segment.
  const auto* ph = reinterpret_cast<const Elf64_Phdr*>(segments.data);
  for (size_t i = 0; i < ehdr->e_phnum; ++i) {
    if (ph[i].p_type == PT_LOAD && ph[i].p_offset == 0) base_ = ph[i].p_vaddr;
  }
  sections_ = reinterpret_cast<const Elf64_Shdr*>(sections.data);
  count_ = ehdr->e_shnum;
  if (ehdr->e_shstrndx < count_)
    names_ = Contents(&sections_[ehdr->e_shstrndx]);
}

Bytes ElfFile::Contents(const Elf64_Shdr* s) const {
  if (s == nullptr || s->sh_type == SHT_NOBITS ||
      (s->sh_flags & SHF_COMPRESSED) != 0) {
    return {};
  }
  return At(s->sh_offset, s->sh_size);
}

const Elf64_Shdr* ElfFile::Find(uint32_t type) const {
  for (size_t i = 0; i < count_; ++i) {
    if (sections_[i].sh_type == type) return &sections_[i];
  }
  return nullptr;
}

Bytes ElfFile::Section(const char* name) const {
  for (size_t i = 0; i < count_; ++i) {
    const uint32_t at = sections_[i].sh_name;
    if (at < names_.size &&
        Same(reinterpret_cast<const char*>(names_.data) + at, names_.size - at,
             name)) {
      return Contents(&sections_[i]);
    }
  }
  return {};
}

Bytes ElfFile::SectionOfType(uint32_t type) const {
  return Contents(Find(type));
}

Bytes ElfFile::LinkedSection(uint32_t type) const {
  const Elf64_Shdr* s = Find(type);
  if (s == nullptr || s->sh_link >= count_) return {};
  return Contents(&sections_[s->sh_link]);
}

}  // namespace pagurus
