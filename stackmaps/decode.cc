// Four passes over what the linker left: decode each frame record, sort by
// address, refuse overlaps, attach each safepoint block to its function.
// Whatever cannot be right is refused (I10): a wrong map is a wild write later.
#include "stackmaps/decode.h"

#include <string.h>

#include <algorithm>

namespace pagurus {
namespace {

bool ByBegin(const FuncInfo& a, const FuncInfo& b) { return a.begin < b.begin; }

// The address that a PC-relative field at `field` refers to.
uintptr_t Target(uintptr_t field, int32_t distance) {
  return field + static_cast<uintptr_t>(static_cast<intptr_t>(distance));
}

class Decoder {
 public:
  Decoder(const ModuleSections& sections, FuncInfo* funcs, ErrorInfo* error)
      : s_(sections),
        funcs_(funcs),
        n_(CountFunctions(sections)),
        error_(error) {}

  bool Run() {
    if (!CheckSections()) return false;
    for (size_t i = 0; i < n_; ++i) {
      if (!DecodeFrame(i)) return false;
    }
    // Linkers that honour SHF_LINK_ORDER leave them sorted already.
    if (!std::is_sorted(funcs_, funcs_ + n_, ByBegin)) {
      std::sort(funcs_, funcs_ + n_, ByBegin);
    }
    return CheckRanges() && AttachSafepoints() && CheckAllHaveSafepoints();
  }

 private:
  ErrorWriter Bad(MapError code) { return ErrorWriter(error_, code); }
  ErrorWriter BadFrame(MapError code, size_t i) {
    return ErrorWriter(error_, code, MapSection::kFrames, i, FrameAddress(i));
  }
  ErrorWriter BadExt(MapError code, size_t i, uintptr_t address) {
    return ErrorWriter(error_, code, MapSection::kExt, i, address);
  }

  uintptr_t FrameAddress(size_t i) const {
    return s_.frames.address + i * sizeof(FrameRecord);
  }

  // Error path only: the record of the function that begins at `begin`.
  size_t RecordOf(uintptr_t begin, size_t skip = SIZE_MAX) const {
    for (size_t i = 0; i < n_; ++i) {
      FrameRecord record;
      memcpy(&record, s_.frames.data + i * sizeof record, sizeof record);
      if (i != skip && Target(FrameAddress(i), record.begin) == begin) return i;
    }
    return n_;
  }

  bool CheckSections() {
    if (s_.text_begin > s_.text_end) {
      Bad(MapError::kTextRange)
          .Text("managed text ends at ")
          .Hex(s_.text_end)
          .Text(", before its begin ")
          .Hex(s_.text_begin);
      return false;
    }
    if (s_.frames.size % sizeof(FrameRecord) != 0) {
      BadFrame(MapError::kSectionSize, n_)
          .Text("truncated: ")
          .Dec(s_.frames.size % sizeof(FrameRecord))
          .Text(" of ")
          .Dec(sizeof(FrameRecord))
          .Text(" bytes");
      return false;
    }
    // Stripped, or thrown away by a linker: say so now, not at the first walk.
    if (n_ == 0 && s_.text_begin != s_.text_end) {
      Bad(MapError::kNoRecords)
          .Dec(s_.text_end - s_.text_begin)
          .Text(" bytes of managed text and no record in pagurus_frames");
      return false;
    }
    return true;
  }

  bool DecodeFrame(size_t i) {
    FrameRecord record;
    memcpy(&record, s_.frames.data + i * sizeof record, sizeof record);
    FuncInfo& f = funcs_[i];
    f = FuncInfo{};
    f.begin = Target(FrameAddress(i), record.begin);
    if ((record.entry & kEntryReserved) != 0) {
      BadFrame(MapError::kReservedBits, i)
          .Text("reserved bit of the entry map is set (")
          .Hex(record.entry)
          .Text("): written by a later version");
      return false;
    }
    if ((record.entry & kEntryExtended) != 0) {
      if (!DecodeExtended(i, &f)) return false;
    } else {
      f.size = record.size16 * kCodeUnit;
      f.frame_size = record.frame_words * kWordSize;
      f.homes_offset = record.homes_word * kWordSize;
      f.nhomes = record.nhomes;
      f.entry_regs = record.entry;
      f.flags = kFuncSizeRounded;
    }
    return CheckFunction(i, f);
  }

  bool DecodeExtended(size_t i, FuncInfo* f) {
    ExtendedFrameRecord record;
    memcpy(&record, s_.frames.data + i * sizeof record, sizeof record);
    if (record.entry != kEntryExtended || record.zero[0] != 0 ||
        record.zero[1] != 0 || record.zero[2] != 0) {
      BadFrame(MapError::kReservedBits, i)
          .Text("extended record with other bits set in bytes 8-11");
      return false;
    }
    const uintptr_t address = Target(
        FrameAddress(i) + offsetof(ExtendedFrameRecord, ext), record.ext);
    const size_t offset = address - s_.ext.address;  // huge when below
    if (offset >= s_.ext.size || s_.ext.size - offset < sizeof(ExtRecord)) {
      BadFrame(MapError::kExtRange, i)
          .Text("its extended record at ")
          .Hex(address)
          .Text(" lies outside pagurus_frames_ext [")
          .Hex(s_.ext.address)
          .Text(", ")
          .Hex(s_.ext.address + s_.ext.size)
          .Text(")");
      return false;
    }
    const uint8_t* bytes = s_.ext.data + offset;
    if (address % kExtAlign != 0 ||
        reinterpret_cast<uintptr_t>(bytes) % alignof(ExtRecord) != 0) {
      BadExt(MapError::kMisaligned, i, address).Text("not 8-byte aligned");
      return false;
    }
    ExtRecord ext;
    memcpy(&ext, bytes, sizeof ext);
    if (ext.version != kExtVersion) {
      BadExt(MapError::kVersion, i, address)
          .Text("version ")
          .Dec(ext.version)
          .Text(", expected ")
          .Dec(kExtVersion);
      return false;
    }
    if ((ext.flags & ~kExtFlagMask) != 0 ||
        (ext.entry_regs & ~uint32_t{kEntryRegMask}) != 0) {
      BadExt(MapError::kReservedBits, i, address)
          .Text("unknown bits in flags ")
          .Hex(ext.flags)
          .Text(" or entry registers ")
          .Hex(ext.entry_regs);
      return false;
    }
    f->size = ext.code_size;
    f->frame_size = ext.frame_size;
    f->homes_offset = ext.homes_offset;
    f->nhomes = ext.nhomes;
    f->entry_regs = static_cast<uint8_t>(ext.entry_regs);
    f->flags = (ext.flags & kExtTop) != 0 ? kFuncTop : 0;
    return DecodeStackArgs(i, address, bytes, ext.n_stack_args, f);
  }

  // `bytes`: the extended record, whose header is known to be in the section.
  bool DecodeStackArgs(size_t i, uintptr_t address, const uint8_t* bytes,
                       uint32_t count, FuncInfo* f) {
    const size_t room = s_.ext.size - (bytes - s_.ext.data);
    const size_t used = sizeof(ExtRecord) + size_t{count} * sizeof(uint32_t);
    const size_t padded = (used + kExtAlign - 1) & ~(kExtAlign - 1);
    if (padded > room) {
      BadExt(MapError::kExtRange, i, address)
          .Text("its ")
          .Dec(count)
          .Text(" stack arguments need ")
          .Dec(padded)
          .Text(" bytes, the section has ")
          .Dec(room);
      return false;
    }
    for (size_t at = used; at < padded; ++at) {
      if (bytes[at] != 0) {
        BadExt(MapError::kReservedBits, i, address).Text("padding is not 0");
        return false;
      }
    }
    if (count == 0) return true;
    const uint32_t* args =
        reinterpret_cast<const uint32_t*>(bytes + sizeof(ExtRecord));
    for (uint32_t k = 0; k < count; ++k) {
      if (args[k] % kWordSize == 0 && (k == 0 || args[k - 1] < args[k])) {
        continue;
      }
      BadExt(MapError::kStackArgs, i, address)
          .Text("stack argument ")
          .Dec(k)
          .Text(": offset ")
          .Dec(args[k])
          .Text(" is not a multiple of 8 above the one before it");
      return false;
    }
    f->n_stack_args = count;
    f->stack_args = args;
    return true;
  }

  // What holds for functions of either kind of record.
  bool CheckFunction(size_t i, const FuncInfo& f) {
    if (f.size == 0) {
      BadFrame(MapError::kEmptyFunction, i)
          .Text("function at ")
          .Hex(f.begin)
          .Text(" has no code");
      return false;
    }
    if (f.begin < s_.text_begin || f.begin >= s_.text_end) {
      BadFrame(MapError::kOutsideText, i)
          .Text("function at ")
          .Hex(f.begin)
          .Text(" is outside the managed text [")
          .Hex(s_.text_begin)
          .Text(", ")
          .Hex(s_.text_end)
          .Text(")");
      return false;
    }
    if (f.frame_size % kWordSize != 0 || f.homes_offset % kWordSize != 0) {
      BadFrame(MapError::kOddSize, i)
          .Text("frame size ")
          .Dec(f.frame_size)
          .Text(" or homes' offset ")
          .Dec(f.homes_offset)
          .Text(" is not a multiple of 8");
      return false;
    }
    if (uint64_t{f.homes_offset} + uint64_t{f.nhomes} * kWordSize >
        f.frame_size) {
      BadFrame(MapError::kHomesOutside, i)
          .Dec(f.nhomes)
          .Text(" homes at offset ")
          .Dec(f.homes_offset)
          .Text(" do not lie in a frame of ")
          .Dec(f.frame_size)
          .Text(" bytes");
      return false;
    }
    return true;
  }

  // Sorted functions: refuses overlaps, cuts sizes that were rounded up.
  bool CheckRanges() {
    for (size_t k = 0; k < n_; ++k) {
      FuncInfo& f = funcs_[k];
      const bool last = k + 1 == n_;
      const uintptr_t room = (last ? s_.text_end : funcs_[k + 1].begin) - f.begin;
      if (f.size <= room) continue;
      if (room == 0) {
        const size_t first = RecordOf(f.begin);
        BadFrame(MapError::kDuplicate, RecordOf(f.begin, first))
            .Text("function at ")
            .Hex(f.begin)
            .Text(" has another record, ")
            .Dec(first);
        return false;
      }
      if ((f.flags & kFuncSizeRounded) != 0 && f.size - room < kCodeUnit) {
        f.size = static_cast<uint32_t>(room);
        continue;
      }
      if (last) {
        BadFrame(MapError::kOutsideText, RecordOf(f.begin))
            .Text("function at ")
            .Hex(f.begin)
            .Text(" of ")
            .Dec(f.size)
            .Text(" bytes runs past the end of the managed text, ")
            .Hex(s_.text_end);
      } else {
        BadFrame(MapError::kOverlap, RecordOf(f.begin))
            .Text("function at ")
            .Hex(f.begin)
            .Text(" of ")
            .Dec(f.size)
            .Text(" bytes overlaps the function at ")
            .Hex(funcs_[k + 1].begin)
            .Text(" of record ")
            .Dec(RecordOf(funcs_[k + 1].begin));
      }
      return false;
    }
    return true;
  }

  FuncInfo* Find(uintptr_t begin) {
    FuncInfo key{};
    key.begin = begin;
    FuncInfo* f = std::lower_bound(funcs_, funcs_ + n_, key, ByBegin);
    return f != funcs_ + n_ && f->begin == begin ? f : nullptr;
  }

  bool AttachSafepoints() {
    size_t offset = 0;
    for (uint64_t block = 0; offset < s_.safepoints.size; ++block) {
      if (!AttachBlock(block, &offset)) return false;
    }
    return true;
  }

  // Attaches the block at *offset and moves *offset to the next one.
  bool AttachBlock(uint64_t block, size_t* offset) {
    const uintptr_t address = s_.safepoints.address + *offset;
    const uint8_t* bytes = s_.safepoints.data + *offset;
    const size_t room = s_.safepoints.size - *offset;
    auto bad = [&](MapError code) {
      return ErrorWriter(error_, code, MapSection::kSafepoints, block, address);
    };
    if (room < sizeof(SafepointHeader)) {
      bad(MapError::kTruncated)
          .Text("only ")
          .Dec(room)
          .Text(" bytes are left for its header");
      return false;
    }
    SafepointCursor cursor(bytes, room);
    const SafepointHeader& header = cursor.header();
    if (header.version != kSafepointVersion) {
      bad(MapError::kVersion)
          .Text("version ")
          .Dec(header.version)
          .Text(", expected ")
          .Dec(kSafepointVersion);
      return false;
    }
    if (header.reserved != 0) {
      bad(MapError::kReservedBits).Text("byte 5 is not 0");
      return false;
    }
    const uintptr_t begin = Target(address, header.begin);
    FuncInfo* f = Find(begin);
    if (f == nullptr) {
      bad(MapError::kUnknownFunction)
          .Text("no frame record for its function at ")
          .Hex(begin);
      return false;
    }
    if (f->safepoints != nullptr) {
      bad(MapError::kDuplicate)
          .Text("function at ")
          .Hex(begin)
          .Text(" has another block at ")
          .Hex(s_.safepoints.address + (f->safepoints - s_.safepoints.data));
      return false;
    }
    if (header.nhomes != f->nhomes) {
      bad(MapError::kNumHomes)
          .Text("function at ")
          .Hex(begin)
          .Text(" has ")
          .Dec(f->nhomes)
          .Text(" homes in its frame record, ")
          .Dec(header.nhomes)
          .Text(" here");
      return false;
    }
    uint32_t index = 0;
    for (; cursor.Next(); ++index) {
      if (cursor.return_offset() <= f->size) continue;
      bad(MapError::kSafepointRange)
          .Text("safepoint ")
          .Dec(index)
          .Text(": return address ")
          .Hex(begin + cursor.return_offset())
          .Text(" is outside the function at ")
          .Hex(begin)
          .Text(" of ")
          .Dec(f->size)
          .Text(" bytes");
      return false;
    }
    if (cursor.error() != MapError::kNone) {
      bad(cursor.error())
          .Text("safepoint ")
          .Dec(index)
          .Text(" of ")
          .Dec(header.count)
          .Text(": ")
          .Text(SafepointErrorText(cursor.error()));
      return false;
    }
    f->safepoints = bytes;
    *offset = cursor.position() - s_.safepoints.data;
    return true;
  }

  static const char* SafepointErrorText(MapError error) {
    switch (error) {
      case MapError::kTruncated:
        return "the section ends inside it";
      case MapError::kUleb:
        return "ULEB128 overflow: more than a 32-bit delta and a bit";
      case MapError::kSafepointOrder:
        return "its return address is not above the one before it";
      case MapError::kFirstSame:
        return "repeats the bits of a previous one that does not exist";
      default:
        return "live bits set for homes that do not exist";
    }
  }

  bool CheckAllHaveSafepoints() {
    for (size_t k = 0; k < n_; ++k) {
      if (funcs_[k].nhomes == 0 || funcs_[k].safepoints != nullptr) continue;
      BadFrame(MapError::kNoSafepoints, RecordOf(funcs_[k].begin))
          .Text("function at ")
          .Hex(funcs_[k].begin)
          .Text(" has ")
          .Dec(funcs_[k].nhomes)
          .Text(" homes and no block in pagurus_safepoints");
      return false;
    }
    return true;
  }

  const ModuleSections& s_;
  FuncInfo* const funcs_;
  const size_t n_;
  ErrorInfo* const error_;
};

}  // namespace

bool DecodeModule(const ModuleSections& sections, FuncInfo* funcs,
                  ErrorInfo* error) {
  return Decoder(sections, funcs, error).Run();
}

}  // namespace pagurus
