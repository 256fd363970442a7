// What the dynamic linker has loaded, as it says itself without a lock.
#include <dlfcn.h>
#include <link.h>

#include "runtime/traceback/symbols.h"

// glibc 2.35's: async-signal-safe, for unwinders.
#ifdef DLFO_EH_SEGMENT_TYPE
#define PAG_FIND_OBJECT 1
extern "C" [[gnu::weak]] decltype(_dl_find_object) _dl_find_object;
#else
#define PAG_FIND_OBJECT 0
#endif

// Defined by the linker: where the executable's first byte is.
extern "C"
    [[gnu::weak, gnu::visibility("hidden")]] const Elf64_Ehdr __ehdr_start;

namespace pagurus {
namespace {

// The executable itself, which a static program's C library may know nothing
// about: by its program headers, which are loaded.
bool FindInExecutable(uintptr_t pc, Module* module) {
  if (&__ehdr_start == nullptr) return false;
  const uintptr_t base = reinterpret_cast<uintptr_t>(&__ehdr_start);
  const auto* ph =
      reinterpret_cast<const Elf64_Phdr*>(base + __ehdr_start.e_phoff);
  uintptr_t first = ~uintptr_t{0}, last = 0, unwind = 0;
  for (unsigned i = 0; i < __ehdr_start.e_phnum; ++i) {
    if (ph[i].p_type == PT_GNU_EH_FRAME) unwind = ph[i].p_vaddr;
    if (ph[i].p_type != PT_LOAD) continue;
    if (ph[i].p_vaddr < first) first = ph[i].p_vaddr;
    if (ph[i].p_vaddr + ph[i].p_memsz > last) {
      last = ph[i].p_vaddr + ph[i].p_memsz;
    }
  }
  if (pc - base >= last - first) return false;
  *module = Module{"", base, base + (last - first), nullptr, nullptr};
  if (unwind != 0) {
    module->eh_frame_hdr =
        reinterpret_cast<const uint8_t*>(base + (unwind - first));
  }
  return true;
}

// The tables of a loaded module that name what it exports.
struct DynamicTables {
  const Elf64_Sym* symbols = nullptr;
  const char* strings = nullptr;
  uint64_t strings_size = 0;
  const uint32_t* gnu_hash = nullptr;
  const uint32_t* hash = nullptr;
};

// The dynamic linker relocates these addresses in place for libraries, and not
// for the kernel's vDSO.
uintptr_t Loaded(const link_map* map, uintptr_t address) {
  return address < map->l_addr ? address + map->l_addr : address;
}

DynamicTables TablesOf(const link_map* map) {
  DynamicTables tables;
  for (const ElfW(Dyn)* d = map->l_ld; d != nullptr && d->d_tag != DT_NULL;
       ++d) {
    const uintptr_t at = Loaded(map, d->d_un.d_ptr);
    switch (d->d_tag) {
      case DT_SYMTAB:
        tables.symbols = reinterpret_cast<const Elf64_Sym*>(at);
        break;
      case DT_STRTAB:
        tables.strings = reinterpret_cast<const char*>(at);
        break;
      case DT_STRSZ:
        tables.strings_size = d->d_un.d_val;
        break;
      case DT_GNU_HASH:
        tables.gnu_hash = reinterpret_cast<const uint32_t*>(at);
        break;
      case DT_HASH:
        tables.hash = reinterpret_cast<const uint32_t*>(at);
        break;
    }
  }
  return tables;
}

// How many symbols there are: the table itself does not say.
uint32_t CountSymbols(const DynamicTables& tables) {
  if (tables.gnu_hash == nullptr) {
    return tables.hash == nullptr ? 0 : tables.hash[1];
  }
  const uint32_t n_buckets = tables.gnu_hash[0];
  const uint32_t first = tables.gnu_hash[1];
  const uint32_t bloom_words = tables.gnu_hash[2];
  const uint32_t* buckets = tables.gnu_hash + 4 + 2 * size_t{bloom_words};
  uint32_t last = 0;
  for (uint32_t i = 0; i < n_buckets; ++i) {
    if (buckets[i] > last) last = buckets[i];
  }
  if (last < first) return first;
  // The last bucket's chain ends with an odd number.
  const uint32_t* chain = buckets + n_buckets;
  while ((chain[last - first] & 1) == 0) ++last;
  return last + 1;
}

}  // namespace

bool FindModule(uintptr_t pc, Module* module) {
  if (FindInExecutable(pc, module)) return true;
#if PAG_FIND_OBJECT
  dl_find_object found;
  if (&_dl_find_object == nullptr ||
      _dl_find_object(reinterpret_cast<void*>(pc), &found) != 0) {
    return false;
  }
  module->begin = reinterpret_cast<uintptr_t>(found.dlfo_map_start);
  module->end = reinterpret_cast<uintptr_t>(found.dlfo_map_end);
  module->eh_frame_hdr = static_cast<const uint8_t*>(found.dlfo_eh_frame);
  module->map = found.dlfo_link_map;
  module->path = module->map == nullptr || module->map->l_name == nullptr
                     ? ""
                     : module->map->l_name;
  return true;
#else
  (void)pc, (void)module;
  return false;
#endif
}

const char* FindExported(const Module& module, uintptr_t pc, uintptr_t* begin) {
  if (module.map == nullptr) return nullptr;
  const DynamicTables tables = TablesOf(module.map);
  if (tables.symbols == nullptr || tables.strings == nullptr) return nullptr;
  const uintptr_t address = pc - module.map->l_addr;
  const uint32_t count = CountSymbols(tables);
  const Elf64_Sym* best = nullptr;
  for (uint32_t i = 0; i < count; ++i) {
    const Elf64_Sym& s = tables.symbols[i];
    const unsigned type = ELF64_ST_TYPE(s.st_info);
    if ((type != STT_FUNC && type != STT_GNU_IFUNC) ||
        s.st_shndx == SHN_UNDEF || s.st_name >= tables.strings_size ||
        s.st_value > address || address - s.st_value >= s.st_size) {
      continue;
    }
    // Of several names the one without underscores is the author's.
    const char* name = tables.strings + s.st_name;
    if (best == nullptr || name[0] != '_') best = &s;
  }
  if (best == nullptr) return nullptr;
  *begin = best->st_value + module.map->l_addr;
  return tables.strings + best->st_name;
}

}  // namespace pagurus
