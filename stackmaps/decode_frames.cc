// One record, of either kind, to one FuncInfo.
#include <string.h>

#include "stackmaps/decode_internal.h"

namespace pagurus {
namespace {

// What the decoders of both kinds share.
class RecordDecoder {
 protected:
  RecordDecoder(const ModuleSections& sections, MapSection section, size_t i,
                uintptr_t address, FuncInfo* f, ErrorInfo* error)
      : s_(sections),
        section_(section),
        i_(i),
        address_(address),
        f_(f),
        error_(error) {
    *f = FuncInfo{};
  }

  // What holds for all functions.
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
    return ErrorWriter(error_, code, section_, i_, address_);
  }

  const ModuleSections& s_;
  const MapSection section_;
  const size_t i_;
  const uintptr_t address_;
  FuncInfo* const f_;
  ErrorInfo* const error_;
};

class FrameDecoder : RecordDecoder {
 public:
  FrameDecoder(const ModuleSections& sections, size_t i, FuncInfo* f,
               ErrorInfo* error)
      : RecordDecoder(sections, MapSection::kFrames, i,
                      FrameRecordAddress(sections, i), f, error) {}

  bool Run() {
    FrameRecord record;
    memcpy(&record, s_.frames.data + i_ * sizeof record, sizeof record);
    if ((record.shape & kShapeReserved) != 0) {
      Bad(MapError::kReservedBits)
          .Text("reserved bit of its shape is set (")
          .Hex(record.shape)
          .Text("): written by a later version");
      return false;
    }
    f_->begin = Target(address_, record.begin);
    f_->size = kShapeSize16.Get(record.shape) * kCodeUnit;
    f_->frame_size = kShapeFrameWords.Get(record.shape) * kWordSize;
    f_->homes_offset = kShapeHomesWord.Get(record.shape) * kWordSize;
    f_->nhomes = kShapeNumHomes.Get(record.shape);
    f_->entry_regs = static_cast<uint8_t>(kShapeEntryRegs.Get(record.shape));
    f_->flags = kFuncSizeRounded;
    return CheckFunction();
  }
};

class ExtendedDecoder : RecordDecoder {
 public:
  ExtendedDecoder(const ModuleSections& sections, const ExtCursor& record,
                  FuncInfo* f, ErrorInfo* error)
      : RecordDecoder(sections, MapSection::kExt, record.index(),
                      record.address(), f, error),
        record_(record) {}

  bool Run() {
    if (address_ % kExtAlign != 0 ||
        reinterpret_cast<uintptr_t>(record_.bytes()) % alignof(ExtRecord) !=
            0) {
      Bad(MapError::kMisaligned).Text("not 8-byte aligned");
      return false;
    }
    if (!record_.has_header()) {
      Bad(MapError::kTruncated)
          .Text("only ")
          .Dec(record_.room())
          .Text(" of ")
          .Dec(sizeof(ExtRecord))
          .Text(" bytes");
      return false;
    }
    const ExtRecord ext = record_.header();
    if (ext.version != kExtVersion) {
      Bad(MapError::kVersion)
          .Text("version ")
          .Dec(ext.version)
          .Text(", expected ")
          .Dec(kExtVersion);
      return false;
    }
    if ((ext.flags & ~kExtFlagMask) != 0 ||
        (ext.entry_regs & ~uint32_t{kEntryRegMask}) != 0) {
      Bad(MapError::kReservedBits)
          .Text("unknown bits in flags ")
          .Hex(ext.flags)
          .Text(" or entry registers ")
          .Hex(ext.entry_regs);
      return false;
    }
    f_->begin = Target(address_, ext.begin);
    f_->size = ext.code_size;
    f_->frame_size = ext.frame_size;
    f_->homes_offset = ext.homes_offset;
    f_->nhomes = ext.nhomes;
    f_->entry_regs = static_cast<uint8_t>(ext.entry_regs);
    f_->flags = (ext.flags & kExtTop) != 0 ? kFuncTop : 0;
    return DecodeStackArgs(ext.n_stack_args) && CheckFunction();
  }

 private:
  bool DecodeStackArgs(uint32_t count) {
    if (record_.size() > record_.room()) {
      Bad(MapError::kTruncated)
          .Text("with ")
          .Dec(count)
          .Text(" stack arguments it needs ")
          .Dec(record_.size())
          .Text(" bytes, the section has ")
          .Dec(record_.room());
      return false;
    }
    const uint8_t* bytes = record_.bytes();
    for (size_t at = sizeof(ExtRecord) + size_t{count} * sizeof(uint32_t);
         at < record_.size(); ++at) {
      if (bytes[at] != 0) {
        Bad(MapError::kReservedBits).Text("padding is not 0");
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
      Bad(MapError::kStackArgs)
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

  const ExtCursor& record_;
};

}  // namespace

bool DecodeFrame(const ModuleSections& sections, size_t i, FuncInfo* f,
                 ErrorInfo* error) {
  return FrameDecoder(sections, i, f, error).Run();
}

bool DecodeExtended(const ModuleSections& sections, const ExtCursor& record,
                    FuncInfo* f, ErrorInfo* error) {
  return ExtendedDecoder(sections, record, f, error).Run();
}

}  // namespace pagurus
