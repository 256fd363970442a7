#include "stackmaps/builder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "stackmaps/format.h"

namespace pagurus {
namespace {

absl::Status Refuse(const FunctionMap& f, absl::string_view reason) {
  return absl::InvalidArgumentError(
      absl::StrCat("function at 0x", absl::Hex(f.begin), ": ", reason));
}

bool FitsFrameRecord(const FunctionMap& f) {
  return !f.top && f.stack_args.empty() &&
         f.size <= kShapeSize16.max() * kCodeUnit &&
         f.frame_size / kWordSize <= kShapeFrameWords.max() &&
         f.homes_offset / kWordSize <= kShapeHomesWord.max() &&
         f.nhomes <= kShapeNumHomes.max();
}

uint32_t Shape(const FunctionMap& f) {
  return kShapeSize16.Put((f.size + kCodeUnit - 1) / kCodeUnit) |
         kShapeFrameWords.Put(f.frame_size / kWordSize) |
         kShapeHomesWord.Put(f.homes_offset / kWordSize) |
         kShapeNumHomes.Put(f.nhomes) | kShapeEntryRegs.Put(f.entry_regs);
}

uint8_t EntryRefs(const FunctionMap& f) {
  return f.entry_refs | (f.unmapped_refs ? kUnmappedRefs : 0);
}

bool HasBlock(const FunctionMap& f) {
  return f.nhomes != 0 || f.nrefs != 0 || EntryRefs(f) != 0 ||
         !f.stack_refs.empty() || !f.safepoints.empty();
}

size_t ExtSize(const FunctionMap& f) {
  const size_t used = sizeof(ExtRecord) + f.stack_args.size() * 4;
  return (used + kExtAlign - 1) / kExtAlign * kExtAlign;
}

template <typename T>
void Append(std::vector<uint8_t>* out, const T& value) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(&value);
  out->insert(out->end(), bytes, bytes + sizeof value);
}

void AppendUleb(std::vector<uint8_t>* out, uint64_t value) {
  while (value >= 0x80) {
    out->push_back(static_cast<uint8_t>(value) | 0x80);
    value >>= 7;
  }
  out->push_back(static_cast<uint8_t>(value));
}

// Everything of a block but the header's `begin`.
std::vector<uint8_t> BlockTail(const FunctionMap& f) {
  std::vector<uint8_t> out;
  const SafepointHeader header = {0,
                                  kSafepointVersion,
                                  EntryRefs(f),
                                  static_cast<uint16_t>(f.nhomes),
                                  static_cast<uint16_t>(f.nrefs),
                                  static_cast<uint16_t>(f.stack_refs.size()),
                                  static_cast<uint32_t>(f.safepoints.size())};
  Append(&out, header);
  out.erase(out.begin(), out.begin() + sizeof header.begin);
  for (uint32_t offset : f.stack_refs) Append(&out, offset);
  const Safepoint* previous = nullptr;
  for (const Safepoint& s : f.safepoints) {
    const uint64_t delta =
        s.return_offset - (previous == nullptr ? 0 : previous->return_offset);
    const bool same = previous != nullptr && previous->live == s.live &&
                      previous->refs == s.refs;
    AppendUleb(&out, delta << 1 | (same ? 1 : 0));
    if (!same) {
      std::vector<uint8_t> bits((f.nhomes + f.nrefs + 7) / 8);
      for (size_t i = 0; i < f.nhomes + f.nrefs; ++i) {
        if (i < f.nhomes ? s.live[i] : s.refs[i - f.nhomes])
          bits[i / 8] |= 1u << (i % 8);
      }
      out.insert(out.end(), bits.begin(), bits.end());
    }
    previous = &s;
  }
  return out;
}

absl::StatusOr<int32_t> Distance(const FunctionMap& f, uint64_t target,
                                 uint64_t field, absl::string_view section) {
  const auto distance = static_cast<int64_t>(target - field);
  if (distance != static_cast<int32_t>(distance)) {
    return Refuse(f, absl::StrCat("0x", absl::Hex(target),
                                  " is out of a 32-bit field's reach from ",
                                  section, " at 0x", absl::Hex(field)));
  }
  return static_cast<int32_t>(distance);
}

ExtRecord MakeExt(const FunctionMap& f, int32_t begin) {
  ExtRecord ext = {};
  ext.begin = begin;
  ext.version = kExtVersion;
  ext.flags = f.top ? kExtTop : 0;
  ext.code_size = f.size;
  ext.frame_size = f.frame_size;
  ext.homes_offset = f.homes_offset;
  ext.nhomes = f.nhomes;
  ext.entry_regs = f.entry_regs;
  ext.n_stack_args = static_cast<uint32_t>(f.stack_args.size());
  return ext;
}

absl::Status CheckSafepoints(const FunctionMap& f) {
  if (HasBlock(f) && std::max(f.nhomes, f.nrefs) > UINT16_MAX) {
    return Refuse(f, absl::StrCat(std::max(f.nhomes, f.nrefs),
                                  " homes: more than 65535"));
  }
  uint32_t previous = 0;
  for (const Safepoint& s : f.safepoints) {
    if (s.return_offset <= previous || s.return_offset > f.size) {
      return Refuse(f, absl::StrCat("safepoint at offset ", s.return_offset,
                                    " is not above the previous one, ",
                                    previous, ", and inside the code"));
    }
    if (s.live.size() != f.nhomes) {
      return Refuse(f, absl::StrCat("safepoint at offset ", s.return_offset,
                                    " has ", s.live.size(), " live bits for ",
                                    f.nhomes, " homes"));
    }
    if (s.refs.size() != f.nrefs) {
      return Refuse(f, absl::StrCat("safepoint at offset ", s.return_offset,
                                    " has ", s.refs.size(), " live bits for ",
                                    f.nrefs, " reference homes"));
    }
    previous = s.return_offset;
  }
  return absl::OkStatus();
}

absl::Status CheckStackArgs(const FunctionMap& f,
                            const std::vector<uint32_t>& offsets) {
  for (size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i] % kWordSize != 0 ||
        (i != 0 && offsets[i] <= offsets[i - 1])) {
      return Refuse(f, absl::StrCat("stack argument offset ", offsets[i],
                                    " is not a multiple of 8 above the one "
                                    "before it"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckReferences(const FunctionMap& f) {
  if ((f.entry_refs & ~kEntryRegMask) != 0) {
    return Refuse(
        f, absl::StrCat("unknown entry registers 0x", absl::Hex(f.entry_refs)));
  }
  if (f.stack_refs.size() > UINT16_MAX) {
    return Refuse(f, absl::StrCat(f.stack_refs.size(),
                                  " references in stack arguments: more than "
                                  "65535"));
  }
  if ((f.entry_refs & f.entry_regs) != 0) {
    return Refuse(f, absl::StrCat("entry registers 0x",
                                  absl::Hex(f.entry_refs & f.entry_regs),
                                  " hold references and stack pointers"));
  }
  for (uint32_t offset : f.stack_refs) {
    if (std::find(f.stack_args.begin(), f.stack_args.end(), offset) !=
        f.stack_args.end()) {
      return Refuse(f, absl::StrCat("stack argument at offset ", offset,
                                    " is a reference and a stack pointer"));
    }
  }
  return CheckStackArgs(f, f.stack_refs);
}

}  // namespace

ModuleSections Tables::Sections(uint64_t text_begin, uint64_t text_end,
                                const TableAddresses& addresses) const {
  ModuleSections s;
  s.text_begin = text_begin;
  s.text_end = text_end;
  s.frames = {frames.data(), frames.size(), addresses.frames};
  s.ext = {reinterpret_cast<const uint8_t*>(ext.data()), ext.size() * 8,
           addresses.ext};
  s.safepoints = {safepoints.data(), safepoints.size(), addresses.safepoints};
  return s;
}

absl::Status MapBuilder::Add(FunctionMap f) {
  if (f.size == 0) return Refuse(f, "no code");
  if (f.frame_size % kWordSize != 0 || f.homes_offset % kWordSize != 0) {
    return Refuse(
        f, absl::StrCat("frame size ", f.frame_size, " or homes' offset ",
                        f.homes_offset, " is not a multiple of 8"));
  }
  const uint64_t words = uint64_t{f.nhomes} + f.nrefs;
  if (f.homes_offset + words * kWordSize > f.frame_size) {
    return Refuse(
        f, absl::StrCat(words, " homes at offset ", f.homes_offset,
                        " do not lie in a frame of ", f.frame_size, " bytes"));
  }
  if ((f.entry_regs & ~kEntryRegMask) != 0) {
    return Refuse(
        f, absl::StrCat("unknown entry registers 0x", absl::Hex(f.entry_regs)));
  }
  if (absl::Status s = CheckStackArgs(f, f.stack_args); !s.ok()) return s;
  if (absl::Status s = CheckReferences(f); !s.ok()) return s;
  if (absl::Status s = CheckSafepoints(f); !s.ok()) return s;
  functions_.push_back(std::move(f));
  return absl::OkStatus();
}

TableSizes MapBuilder::sizes() const {
  TableSizes sizes;
  for (const FunctionMap& f : functions_) {
    if (FitsFrameRecord(f)) {
      sizes.frames += sizeof(FrameRecord);
    } else {
      sizes.ext += ExtSize(f);
    }
    if (HasBlock(f)) sizes.safepoints += sizeof(int32_t) + BlockTail(f).size();
  }
  return sizes;
}

absl::StatusOr<Tables> MapBuilder::Build(
    uint64_t text_begin, uint64_t text_end,
    const TableAddresses& addresses) const {
  Tables tables;
  for (const FunctionMap& f : functions_) {
    if (FitsFrameRecord(f)) {
      auto begin = Distance(f, f.begin, addresses.frames + tables.frames.size(),
                            kFramesSectionName);
      if (!begin.ok()) return begin.status();
      Append(&tables.frames, FrameRecord{*begin, Shape(f)});
    } else {
      auto begin = Distance(f, f.begin, addresses.ext + tables.ext.size() * 8,
                            kExtSectionName);
      if (!begin.ok()) return begin.status();
      const ExtRecord record = MakeExt(f, *begin);
      const size_t offset = tables.ext.size();
      tables.ext.resize(offset + ExtSize(f) / 8);
      auto* bytes = reinterpret_cast<uint8_t*>(tables.ext.data() + offset);
      std::memcpy(bytes, &record, sizeof record);
      if (!f.stack_args.empty()) {
        std::memcpy(bytes + sizeof record, f.stack_args.data(),
                    f.stack_args.size() * 4);
      }
    }
    if (!HasBlock(f)) continue;
    auto block_begin =
        Distance(f, f.begin, addresses.safepoints + tables.safepoints.size(),
                 kSafepointsSectionName);
    if (!block_begin.ok()) return block_begin.status();
    Append(&tables.safepoints, *block_begin);
    const std::vector<uint8_t> tail = BlockTail(f);
    tables.safepoints.insert(tables.safepoints.end(), tail.begin(), tail.end());
  }
  // What is wrong between functions, and anything above that a reader would
  // see differently.
  std::vector<FuncInfo> scratch(functions_.size());
  ErrorInfo error;
  if (!DecodeModule(tables.Sections(text_begin, text_end, addresses),
                    scratch.data(), &error)) {
    return absl::InvalidArgumentError(error.message);
  }
  return tables;
}

}  // namespace pagurus
