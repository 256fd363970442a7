// One frame record, short or extended, to one FuncInfo.
#include <string.h>

#include "stackmaps/decode_internal.h"

namespace pagurus {
namespace {

class FrameDecoder {
 public:
  FrameDecoder(const ModuleSections& sections, size_t i, FuncInfo* f,
               ErrorInfo* error)
      : s_(sections), i_(i), f_(f), error_(error) {}

  bool Run() {
    FrameRecord record;
    memcpy(&record, s_.frames.data + i_ * sizeof record, sizeof record);
    FuncInfo& f = *f_;
    f = FuncInfo{};
    f.begin = Target(FrameRecordAddress(s_, i_), record.begin);
    if ((record.entry & kEntryReserved) != 0) {
      Bad(MapError::kReservedBits)
          .Text("reserved bit of the entry map is set (")
          .Hex(record.entry)
          .Text("): written by a later version");
      return false;
    }
    if ((record.entry & kEntryExtended) != 0) {
      if (!DecodeExtended()) return false;
    } else {
      f.size = record.size16 * kCodeUnit;
      f.frame_size = record.frame_words * kWordSize;
      f.homes_offset = record.homes_word * kWordSize;
      f.nhomes = record.nhomes;
      f.entry_regs = record.entry;
      f.flags = kFuncSizeRounded;
    }
    return CheckFunction();
  }

 private:
  bool DecodeExtended() {
    ExtendedFrameRecord record;
    memcpy(&record, s_.frames.data + i_ * sizeof record, sizeof record);
    if (record.entry != kEntryExtended || record.zero[0] != 0 ||
        record.zero[1] != 0 || record.zero[2] != 0) {
      Bad(MapError::kReservedBits)
          .Text("extended record with other bits set in bytes 8-11");
      return false;
    }
    const uintptr_t address =
        Target(FrameRecordAddress(s_, i_) + offsetof(ExtendedFrameRecord, ext),
               record.ext);
    const size_t offset = address - s_.ext.address;  // huge when below
    if (offset >= s_.ext.size || s_.ext.size - offset < sizeof(ExtRecord)) {
      Bad(MapError::kExtRange)
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
      BadExt(MapError::kMisaligned, address).Text("not 8-byte aligned");
      return false;
    }
    ExtRecord ext;
    memcpy(&ext, bytes, sizeof ext);
    if (ext.version != kExtVersion) {
      BadExt(MapError::kVersion, address)
          .Text("version ")
          .Dec(ext.version)
          .Text(", expected ")
          .Dec(kExtVersion);
      return false;
    }
    if ((ext.flags & ~kExtFlagMask) != 0 ||
        (ext.entry_regs & ~uint32_t{kEntryRegMask}) != 0) {
      BadExt(MapError::kReservedBits, address)
          .Text("unknown bits in flags ")
          .Hex(ext.flags)
          .Text(" or entry registers ")
          .Hex(ext.entry_regs);
      return false;
    }
    f_->size = ext.code_size;
    f_->frame_size = ext.frame_size;
    f_->homes_offset = ext.homes_offset;
    f_->nhomes = ext.nhomes;
    f_->entry_regs = static_cast<uint8_t>(ext.entry_regs);
    f_->flags = (ext.flags & kExtTop) != 0 ? kFuncTop : 0;
    return DecodeStackArgs(address, bytes, ext.n_stack_args);
  }

  // `bytes`: the extended record, whose header is known to be in the section.
  bool DecodeStackArgs(uintptr_t address, const uint8_t* bytes,
                       uint32_t count) {
    const size_t room = s_.ext.size - (bytes - s_.ext.data);
    const size_t used = sizeof(ExtRecord) + size_t{count} * sizeof(uint32_t);
    const size_t padded = (used + kExtAlign - 1) & ~(kExtAlign - 1);
    if (padded > room) {
      BadExt(MapError::kExtRange, address)
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
        BadExt(MapError::kReservedBits, address).Text("padding is not 0");
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
      BadExt(MapError::kStackArgs, address)
          .Text("stack argument ")
          .Dec(k)
          .Text(": offset ")
          .Dec(args[k])
          .Text(" is not a multiple of 8 above the one before it");
      return false;
    }
    f_->n_stack_args = count;
    f_->stack_args = args;
    return true;
  }

  // What holds for functions of either kind of record.
  bool CheckFunction() {
    const FuncInfo& f = *f_;
    if (f.size == 0) {
      Bad(MapError::kEmptyFunction)
          .Text("function at ")
          .Hex(f.begin)
          .Text(" has no code");
      return false;
    }
    if (f.begin < s_.text_begin || f.begin >= s_.text_end) {
      Bad(MapError::kOutsideText)
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
      Bad(MapError::kOddSize)
          .Text("frame size ")
          .Dec(f.frame_size)
          .Text(" or homes' offset ")
          .Dec(f.homes_offset)
          .Text(" is not a multiple of 8");
      return false;
    }
    if (uint64_t{f.homes_offset} + uint64_t{f.nhomes} * kWordSize >
        f.frame_size) {
      Bad(MapError::kHomesOutside)
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

  ErrorWriter Bad(MapError code) {
    return ErrorWriter(error_, code, MapSection::kFrames, i_,
                       FrameRecordAddress(s_, i_));
  }
  ErrorWriter BadExt(MapError code, uintptr_t address) {
    return ErrorWriter(error_, code, MapSection::kExt, i_, address);
  }

  const ModuleSections& s_;
  const size_t i_;
  FuncInfo* const f_;
  ErrorInfo* const error_;
};

}  // namespace

bool DecodeFrame(const ModuleSections& sections, size_t i, FuncInfo* f,
                 ErrorInfo* error) {
  return FrameDecoder(sections, i, f, error).Run();
}

}  // namespace pagurus
