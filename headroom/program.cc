#include "headroom/program.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "arch/x86_64/offsets.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include "stackmaps/elf_maps.h"
#include "stackmaps/format.h"
#include "stackmaps/reader.h"

namespace pagurus {
namespace {

using Elf = llvm::object::ELFFile<llvm::object::ELF64LE>;
using Shdr = Elf::Elf_Shdr;
namespace elf = llvm::ELF;

absl::Status ToStatus(llvm::Error error) {
  return absl::InvalidArgumentError(llvm::toString(std::move(error)));
}

class Loader {
 public:
  explicit Loader(Elf file) : elf_(std::move(file)) {}

  absl::StatusOr<Program> Load(const std::string& contents) {
    absl::StatusOr<ElfMaps> maps = LoadElfMaps(contents);
    if (!maps.ok()) return maps.status();
    if (maps->relocatable)
      return absl::InvalidArgumentError("an object file, not a program");
    absl::StatusOr<std::vector<FunctionMap>> functions =
        ReadMaps(maps->Sections());
    if (!functions.ok()) return functions.status();
    program_.functions = *std::move(functions);
    program_.managed_begin = maps->text.address;
    program_.managed_end = maps->text.address + maps->text.bytes.size();
    auto sections = elf_.sections();
    if (!sections) return ToStatus(sections.takeError());
    sections_ = *sections;
    for (auto step : {&Loader::ReadDynamic, &Loader::ReadCode,
                      &Loader::ReadSymbols, &Loader::ReadWords}) {
      if (absl::Status status = (this->*step)(); !status.ok()) return status;
    }
    return std::move(program_);
  }

 private:
  absl::Status ReadDynamic() {
    auto entries = elf_.dynamicEntries();
    if (!entries) return ToStatus(entries.takeError());
    for (const auto& entry : *entries) {
      if (entry.getTag() == elf::DT_BIND_NOW ||
          (entry.getTag() == elf::DT_FLAGS &&
           (entry.getVal() & elf::DF_BIND_NOW)) ||
          (entry.getTag() == elf::DT_FLAGS_1 &&
           (entry.getVal() & elf::DF_1_NOW)))
        bound_at_start_ = true;
    }
    return absl::OkStatus();
  }

  absl::Status ReadCode() {
    for (const Shdr& shdr : sections_) {
      if (!(shdr.sh_flags & elf::SHF_EXECINSTR) ||
          shdr.sh_type != elf::SHT_PROGBITS)
        continue;
      auto bytes = elf_.getSectionContents(shdr);
      if (!bytes) return ToStatus(bytes.takeError());
      program_.code.push_back({shdr.sh_addr, *bytes});
    }
    llvm::sort(program_.code, [](const auto& a, const auto& b) {
      return a.address < b.address;
    });
    return absl::OkStatus();
  }

  absl::Status ReadSymbols() {
    bool found = false;
    for (const Shdr& shdr : sections_) {
      if (shdr.sh_type != elf::SHT_SYMTAB && shdr.sh_type != elf::SHT_DYNSYM)
        continue;
      auto symbols = elf_.symbols(&shdr);
      if (!symbols) return ToStatus(symbols.takeError());
      auto strings = elf_.getStringTableForSymtab(shdr);
      if (!strings) return ToStatus(strings.takeError());
      for (const auto& symbol : *symbols) {
        if (symbol.st_shndx == elf::SHN_UNDEF) continue;
        auto name = symbol.getName(*strings);
        if (!name) return ToStatus(name.takeError());
        switch (symbol.getType()) {
          case elf::STT_TLS:
            if (*name != "pag_tls") break;
            found = true;
            if (absl::Status s = PlaceThreadState(symbol.st_value); !s.ok())
              return s;
            break;
          case elf::STT_FUNC:
          case elf::STT_GNU_IFUNC:
          case elf::STT_NOTYPE:
            program_.names.emplace(symbol.st_value, name->str());
            break;
        }
      }
    }
    if (!found)
      return absl::FailedPreconditionError(
          "no symbol pag_tls: not linked with the runtime, or stripped (check "
          "it before stripping it)");
    return absl::OkStatus();
  }

  // Local-exec: the thread pointer stands at the end of the TLS segment.
  absl::Status PlaceThreadState(uint64_t offset) {
    auto segments = elf_.program_headers();
    if (!segments) return ToStatus(segments.takeError());
    for (const auto& segment : *segments) {
      if (segment.p_type != elf::PT_TLS) continue;
      const uint64_t align = std::max<uint64_t>(segment.p_align, 1);
      program_.system_sp =
          static_cast<int64_t>(offset + PAG_TLS_SYS_SP) -
          static_cast<int64_t>(llvm::alignTo(segment.p_memsz, align));
      return absl::OkStatus();
    }
    return absl::InvalidArgumentError("pag_tls without a TLS segment");
  }

  absl::Status ReadWords() {
    for (const Shdr& shdr : sections_) {
      if (shdr.sh_type != elf::SHT_RELA || !(shdr.sh_flags & elf::SHF_ALLOC))
        continue;
      auto relas = elf_.relas(shdr);
      if (!relas) return ToStatus(relas.takeError());
      const Shdr* symtab = nullptr;
      if (shdr.sh_link != 0) {
        auto section = elf_.getSection(shdr.sh_link);
        if (!section) return ToStatus(section.takeError());
        symtab = *section;
      }
      for (const auto& rela : *relas) {
        Program::Word word;
        word.address = static_cast<uint64_t>(int64_t{rela.r_addend});
        switch (rela.getType(false)) {
          case elf::R_X86_64_RELATIVE:
            break;
          case elf::R_X86_64_IRELATIVE:
            word.kind = Program::Word::kResolved;
            break;
          case elf::R_X86_64_JUMP_SLOT:
            word.lazy = !bound_at_start_;
            [[fallthrough]];
          case elf::R_X86_64_GLOB_DAT: {
            if (!symtab) continue;
            auto symbol = elf_.getRelocationSymbol(rela, symtab);
            if (!symbol) return ToStatus(symbol.takeError());
            auto strings = elf_.getStringTableForSymtab(*symtab);
            if (!strings) return ToStatus(strings.takeError());
            if (!*symbol) continue;
            auto name = (*symbol)->getName(*strings);
            if (!name) return ToStatus(name.takeError());
            word.kind = Program::Word::kSymbol;
            word.symbol = name->str();
            break;
          }
          default:
            continue;
        }
        program_.words[rela.r_offset] = word;
      }
    }
    // Words that the linker has filled.
    for (const Shdr& shdr : sections_) {
      auto name = elf_.getSectionName(shdr);
      if (!name) return ToStatus(name.takeError());
      if (!name->starts_with(".got") || shdr.sh_type != elf::SHT_PROGBITS)
        continue;
      auto bytes = elf_.getSectionContents(shdr);
      if (!bytes) return ToStatus(bytes.takeError());
      for (uint64_t i = 0; i + 8 <= bytes->size(); i += 8) {
        Program::Word word;
        word.address = llvm::support::endian::read64le(bytes->data() + i);
        program_.words.emplace(shdr.sh_addr + i, word);
      }
    }
    return absl::OkStatus();
  }

  Elf elf_;
  Elf::Elf_Shdr_Range sections_;
  bool bound_at_start_ = false;
  Program program_;
};

}  // namespace

llvm::ArrayRef<uint8_t> Program::CodeAt(uint64_t address) const {
  auto it = std::upper_bound(
      code.begin(), code.end(), address,
      [](uint64_t a, const Code& section) { return a < section.address; });
  if (it == code.begin()) return {};
  --it;
  if (address >= it->end()) return {};
  return it->bytes.drop_front(address - it->address);
}

const FunctionMap* Program::ManagedAt(uint64_t address) const {
  if (address < managed_begin || address >= managed_end) return nullptr;
  auto it = std::upper_bound(
      functions.begin(), functions.end(), address,
      [](uint64_t a, const FunctionMap& f) { return a < f.begin; });
  if (it == functions.begin()) return nullptr;
  --it;
  return address < it->begin + it->size ? &*it : nullptr;
}

std::string Program::NameAt(uint64_t address) const {
  const std::string* best = nullptr;
  auto [first, last] = names.equal_range(address);
  for (auto it = first; it != last; ++it)
    if (!best || it->second.size() < best->size()) best = &it->second;
  if (best) return *best;
  if (const FunctionMap* f = ManagedAt(address); f && f->begin != address)
    return NameAt(f->begin);
  return absl::StrCat("0x", absl::Hex(address));
}

absl::StatusOr<Program> LoadProgram(const std::string& contents) {
  auto file = Elf::create(llvm::StringRef(contents));
  if (!file) return ToStatus(file.takeError());
  return Loader(*std::move(file)).Load(contents);
}

bool IsManagedProgram(const std::string& contents) {
  auto file = Elf::create(llvm::StringRef(contents));
  if (!file) {
    llvm::consumeError(file.takeError());
    return false;
  }
  if (file->getHeader().e_type != elf::ET_EXEC &&
      file->getHeader().e_type != elf::ET_DYN)
    return false;
  auto sections = file->sections();
  if (!sections) {
    llvm::consumeError(sections.takeError());
    return false;
  }
  for (const Shdr& shdr : *sections) {
    auto name = file->getSectionName(shdr);
    if (!name)
      llvm::consumeError(name.takeError());
    else if (*name == kTextSectionName)
      return true;
  }
  return false;
}

}  // namespace pagurus
