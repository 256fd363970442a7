#include "stackmaps/dump.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "stackmaps/format.h"
#include "stackmaps/reader.h"

namespace pagurus {
namespace {

// What holds a reference has a star.
std::string EntryRegs(uint8_t regs, uint8_t refs) {
  static constexpr const char* kNames[kEntryRegCount] = {"rdi", "rsi", "rdx",
                                                         "rcx", "r8",  "r9"};
  std::string out;
  for (unsigned i = 0; i < kEntryRegCount; ++i) {
    if (((regs | refs) >> i & 1) == 0) continue;
    absl::StrAppend(&out, out.empty() ? "" : ",", (refs >> i & 1) ? "*" : "",
                    kNames[i]);
  }
  return out.empty() ? "-" : out;
}

std::string Homes(const FunctionMap& f) {
  if (f.nhomes + f.nrefs == 0) return "-";
  const std::string refs = f.nrefs == 0 ? "" : absl::StrCat("+", f.nrefs, "*");
  return absl::StrCat(f.nhomes, refs, "@SP+", f.homes_offset);
}

std::string StackArgs(const FunctionMap& f) {
  std::string out;
  for (uint32_t offset : f.stack_args) {
    absl::StrAppend(&out, out.empty() ? "CFA+" : ",CFA+", offset);
  }
  for (uint32_t offset : f.stack_refs) {
    absl::StrAppend(&out, out.empty() ? "*CFA+" : ",*CFA+", offset);
  }
  return out.empty() ? "-" : out;
}

std::string Name(const ElfMaps& maps, uint64_t address) {
  const auto it = maps.names.find(address);
  return it == maps.names.end() ? "?" : it->second;
}

// "ref": it must not be stopped between its safepoints.
std::string Flags(const FunctionMap& f) {
  if (f.top) return "top";
  return f.unmapped_refs ? "ref" : "-";
}

void AppendFunction(const ElfMaps& maps, const FunctionMap& f,
                    std::string* out) {
  absl::StrAppendFormat(out, "%#10x %7d %7d  %-10s  %-12s  %-14s  %-5s  %s\n",
                        f.begin, f.size, f.frame_size, Homes(f),
                        EntryRegs(f.entry_regs, f.entry_refs), StackArgs(f),
                        Flags(f), Name(maps, f.begin));
}

void AppendSafepoint(const FunctionMap& f, const Safepoint& s,
                     std::string* out) {
  absl::StrAppendFormat(out, "%#14x  +%#x  live:", f.begin + s.return_offset,
                        s.return_offset);
  bool any = false;
  for (size_t i = 0; i < s.live.size(); ++i) {
    if (!s.live[i]) continue;
    absl::StrAppend(out, " ", i);
    any = true;
  }
  for (size_t i = 0; i < s.refs.size(); ++i) {
    if (!s.refs[i]) continue;
    absl::StrAppend(out, " *", i);
    any = true;
  }
  absl::StrAppend(out, any ? "\n" : " none\n");
}

// Functions of managed text without a frame record: walks die there (I4).
void AppendUncovered(const ElfMaps& maps,
                     const std::vector<FunctionMap>& functions,
                     std::string* out) {
  auto f = functions.begin();
  for (const auto& [address, name] : maps.names) {
    while (f != functions.end() && f->begin + f->size <= address) ++f;
    if (f != functions.end() && f->begin <= address) continue;
    absl::StrAppendFormat(out, "%#10x has no frame record: %s\n", address,
                          name);
  }
}

std::string Share(size_t bytes, size_t text) {
  return absl::StrFormat(
      "%d bytes (%.2f %%)", bytes,
      100.0 * static_cast<double>(bytes) / static_cast<double>(text));
}

}  // namespace

absl::StatusOr<std::string> DumpMaps(const ElfMaps& maps,
                                     const DumpOptions& options) {
  const auto functions = ReadMaps(maps.Sections());
  if (!functions.ok()) return functions.status();
  std::string out;
  if (options.functions) {
    if (maps.relocatable) {
      out += "object file: addresses are made up, not the linker's\n";
    }
    absl::StrAppendFormat(&out, "%10s %7s %7s  %-10s  %-12s  %-14s  %-5s  %s\n",
                          "address", "code", "frame", "homes", "entry",
                          "stack args", "flags", "function");
  }
  size_t safepoints = 0;
  for (const FunctionMap& f : *functions) {
    safepoints += f.safepoints.size();
    if (options.functions) AppendFunction(maps, f, &out);
    if (!options.safepoints) continue;
    for (const Safepoint& s : f.safepoints) AppendSafepoint(f, s, &out);
  }
  AppendUncovered(maps, *functions, &out);
  const size_t text = maps.text.bytes.size();
  absl::StrAppendFormat(
      &out,
      "summary: %d functions, %d safepoints, %d bytes of managed text; "
      "frames %s, frames_ext %s, safepoints %s\n",
      functions->size(), safepoints, text,
      Share(maps.frames.bytes.size(), text), Share(maps.ext.bytes.size(), text),
      Share(maps.safepoints.bytes.size(), text));
  return out;
}

}  // namespace pagurus
