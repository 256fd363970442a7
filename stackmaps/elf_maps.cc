#include "stackmaps/elf_maps.h"

#include <cstring>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELF.h"
#include "stackmaps/format.h"

namespace pagurus {
namespace {

using Elf = llvm::object::ELFFile<llvm::object::ELF64LE>;
using Shdr = Elf::Elf_Shdr;
using Sym = Elf::Elf_Sym;

// Where a relocatable object's text is put.  Not 0: a zero address should
// always look like the mistake it is.
constexpr uint64_t kRelocatableBase = 0x1000;

absl::Status ToStatus(llvm::Error error) {
  return absl::InvalidArgumentError(llvm::toString(std::move(error)));
}

class Loader {
 public:
  explicit Loader(Elf elf) : elf_(std::move(elf)) {}

  absl::StatusOr<ElfMaps> Load() {
    for (auto step : {&Loader::Check, &Loader::CollectSections,
                      &Loader::Relocate, &Loader::CollectNames}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    return std::move(maps_);
  }

 private:
  absl::Status Check() {
    const auto& header = elf_.getHeader();
    if (header.e_machine != llvm::ELF::EM_X86_64) {
      return absl::InvalidArgumentError(
          absl::StrCat("ELF machine ", static_cast<int>(header.e_machine),
                       " is not x86-64"));
    }
    switch (header.e_type) {
      case llvm::ELF::ET_REL:
        maps_.relocatable = true;
        break;
      case llvm::ELF::ET_EXEC:
      case llvm::ELF::ET_DYN:
        break;
      default:
        return absl::InvalidArgumentError(absl::StrCat(
            "ELF type ", static_cast<int>(header.e_type),
            " is neither an executable, a shared object nor an object file"));
    }
    auto sections = elf_.sections();
    if (!sections) return ToStatus(sections.takeError());
    sections_ = *sections;
    if (sections_.empty()) {
      return absl::InvalidArgumentError("the file has no section headers");
    }
    return absl::OkStatus();
  }

  // Copies the sections called `name`, one behind the other, to *out.
  absl::Status Collect(absl::string_view name, uint64_t base, ElfSection* out) {
    out->address = maps_.relocatable ? base : 0;
    bool found = false;
    for (const Shdr& shdr : sections_) {
      auto section_name = elf_.getSectionName(shdr);
      if (!section_name) return ToStatus(section_name.takeError());
      if (absl::string_view(section_name->data(), section_name->size()) != name)
        continue;
      if (shdr.sh_type != llvm::ELF::SHT_PROGBITS) {
        return absl::InvalidArgumentError(
            absl::StrCat("section ", name, " is not PROGBITS"));
      }
      auto contents = elf_.getSectionContents(shdr);
      if (!contents) return ToStatus(contents.takeError());
      if (maps_.relocatable) {
        const uint64_t align = shdr.sh_addralign < 1 ? 1 : shdr.sh_addralign;
        if ((align & (align - 1)) != 0 || align > 4096) {
          return absl::InvalidArgumentError(
              absl::StrCat("section ", name, " has alignment ", align));
        }
        out->bytes.resize((out->bytes.size() + align - 1) & ~(align - 1));
        placed_[&shdr - sections_.data()] = {out, out->bytes.size(),
                                             out->address + out->bytes.size()};
      } else {
        if (found) {
          return absl::InvalidArgumentError(
              absl::StrCat("several sections are called ", name));
        }
        out->address = shdr.sh_addr;
        placed_[&shdr - sections_.data()] = {out, 0, shdr.sh_addr};
      }
      found = true;
      out->bytes.insert(out->bytes.end(), contents->begin(), contents->end());
    }
    return absl::OkStatus();
  }

  absl::Status CollectSections() {
    uint64_t base = kRelocatableBase;
    for (auto [name, out] :
         {std::pair(kTextSectionName, &maps_.text),
          std::pair(kFramesSectionName, &maps_.frames),
          std::pair(kExtSectionName, &maps_.ext),
          std::pair(kSafepointsSectionName, &maps_.safepoints)}) {
      if (absl::Status s = Collect(name, base, out); !s.ok()) return s;
      base = (base + out->bytes.size() + 4095) & ~uint64_t{4095};
    }
    if (maps_.text.bytes.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("no managed code: no section ", kTextSectionName));
    }
    return absl::OkStatus();
  }

  // The address of a symbol, or an error.
  absl::StatusOr<uint64_t> Address(const Sym& symbol) {
    const auto placed = placed_.find(symbol.st_shndx);
    if (placed == placed_.end()) {
      return absl::InvalidArgumentError(
          "refers to a symbol that is not in a pagurus section of this file");
    }
    // In a linked file st_value is the address already.
    return maps_.relocatable ? placed->second.address + symbol.st_value
                             : uint64_t{symbol.st_value};
  }

  absl::Status Relocate() {
    if (!maps_.relocatable) return absl::OkStatus();
    for (const Shdr& shdr : sections_) {
      const auto target = placed_.find(shdr.sh_info);
      if ((shdr.sh_type != llvm::ELF::SHT_RELA &&
           shdr.sh_type != llvm::ELF::SHT_REL) ||
          target == placed_.end() || target->second.out == &maps_.text) {
        continue;
      }
      if (shdr.sh_type == llvm::ELF::SHT_REL) {
        return absl::InvalidArgumentError("REL relocations are not x86-64's");
      }
      if (absl::Status s = RelocateSection(shdr, target->second); !s.ok()) {
        return s;
      }
    }
    return absl::OkStatus();
  }

  struct Placed {
    ElfSection* out;
    size_t offset;     // in out->bytes
    uint64_t address;  // of the section's first byte
  };

  absl::Status RelocateSection(const Shdr& shdr, const Placed& placed) {
    auto relas = elf_.relas(shdr);
    if (!relas) return ToStatus(relas.takeError());
    auto symtab = elf_.getSection(shdr.sh_link);
    if (!symtab) return ToStatus(symtab.takeError());
    auto target = elf_.getSection(shdr.sh_info);
    if (!target) return ToStatus(target.takeError());
    for (const auto& rela : *relas) {
      auto where = [&] {
        return absl::StrCat("relocation at offset 0x",
                            absl::Hex(uint64_t{rela.r_offset}), " of section ",
                            uint32_t{shdr.sh_info}, ": ");
      };
      const uint32_t type = rela.getType(false);
      if (type == llvm::ELF::R_X86_64_NONE) continue;
      if (type != llvm::ELF::R_X86_64_PC32) {
        return absl::InvalidArgumentError(
            absl::StrCat(where(), "type ", type, ", expected R_X86_64_PC32"));
      }
      if (rela.r_offset > (*target)->sh_size ||
          (*target)->sh_size - rela.r_offset < sizeof(int32_t)) {
        return absl::InvalidArgumentError(
            absl::StrCat(where(), "outside the section"));
      }
      auto symbol = elf_.getRelocationSymbol(rela, *symtab);
      if (!symbol) return ToStatus(symbol.takeError());
      if (*symbol == nullptr) {
        return absl::InvalidArgumentError(absl::StrCat(where(), "no symbol"));
      }
      const absl::StatusOr<uint64_t> address = Address(**symbol);
      if (!address.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat(where(), address.status().message()));
      }
      const auto distance = static_cast<int32_t>(
          *address + rela.r_addend - (placed.address + rela.r_offset));
      std::memcpy(placed.out->bytes.data() + placed.offset + rela.r_offset,
                  &distance, sizeof distance);
    }
    return absl::OkStatus();
  }

  // Smaller is the better name for a function.
  static std::pair<bool, size_t> Rank(absl::string_view name) {
    return {absl::EndsWith(name, ".pag") || absl::EndsWith(name, ".pags"),
            name.size()};
  }

  absl::Status CollectNames() {
    for (const Shdr& shdr : sections_) {
      if (shdr.sh_type != llvm::ELF::SHT_SYMTAB) continue;
      auto symbols = elf_.symbols(&shdr);
      if (!symbols) return ToStatus(symbols.takeError());
      auto strings = elf_.getStringTableForSymtab(shdr);
      if (!strings) return ToStatus(strings.takeError());
      for (const Sym& symbol : *symbols) {
        const auto placed = placed_.find(symbol.st_shndx);
        if (symbol.getType() != llvm::ELF::STT_FUNC ||
            placed == placed_.end() || placed->second.out != &maps_.text) {
          continue;
        }
        auto name = symbol.getName(*strings);
        if (!name) return ToStatus(name.takeError());
        const absl::StatusOr<uint64_t> address = Address(symbol);
        if (!address.ok()) return address.status();
        std::string& slot = maps_.names[*address];
        if (slot.empty() || Rank(name->str()) < Rank(slot)) slot = name->str();
      }
    }
    return absl::OkStatus();
  }

  Elf elf_;
  Elf::Elf_Shdr_Range sections_;
  std::map<uint64_t, Placed> placed_;  // by section index
  ElfMaps maps_;
};

}  // namespace

ModuleSections ElfMaps::Sections() const {
  auto view = [](const ElfSection& section) {
    return SectionView{section.bytes.data(), section.bytes.size(),
                       section.address};
  };
  ModuleSections sections;
  sections.text_begin = text.address;
  sections.text_end = text.address + text.bytes.size();
  sections.frames = view(frames);
  sections.ext = view(ext);
  sections.safepoints = view(safepoints);
  return sections;
}

absl::StatusOr<ElfMaps> LoadElfMaps(const std::string& contents) {
  if (absl::StartsWith(contents, "!<arch>\n") ||
      absl::StartsWith(contents, "!<thin>\n")) {
    return absl::InvalidArgumentError(
        "an archive: extract its objects (ar x) and name those");
  }
  if (!absl::StartsWith(contents, llvm::ELF::ElfMagic)) {
    return absl::InvalidArgumentError("not an ELF file");
  }
  if (contents.size() < llvm::ELF::EI_NIDENT ||
      contents[llvm::ELF::EI_CLASS] != llvm::ELF::ELFCLASS64 ||
      contents[llvm::ELF::EI_DATA] != llvm::ELF::ELFDATA2LSB) {
    return absl::InvalidArgumentError("not a 64-bit little-endian ELF file");
  }
  auto elf = Elf::create(llvm::StringRef(contents));
  if (!elf) return ToStatus(elf.takeError());
  return Loader(*std::move(elf)).Load();
}

}  // namespace pagurus
