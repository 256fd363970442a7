// Four passes over what the linker left: decode each frame record, sort by
// address, refuse overlaps, attach each safepoint block to its function.
// Whatever cannot be right is refused (I10): a wrong map is a wild write later.
#include "stackmaps/decode.h"

#include <string.h>

#include <algorithm>

#include "stackmaps/decode_internal.h"

namespace pagurus {
namespace {

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
      if (!DecodeFrame(s_, i, &funcs_[i], error_)) return false;
    }
    // Linkers that honour SHF_LINK_ORDER leave them sorted already.
    if (!std::is_sorted(funcs_, funcs_ + n_, BeginsBefore)) {
      std::sort(funcs_, funcs_ + n_, BeginsBefore);
    }
    return CheckRanges() && AttachSafepoints(s_, funcs_, n_, error_) &&
           CheckAllHaveSafepoints();
  }

 private:
  ErrorWriter Bad(MapError code) { return ErrorWriter(error_, code); }
  ErrorWriter BadFrame(MapError code, size_t i) {
    return ErrorWriter(error_, code, MapSection::kFrames, i,
                       FrameRecordAddress(s_, i));
  }

  // Error path only: the record of the function that begins at `begin`.
  size_t RecordOf(uintptr_t begin, size_t skip = SIZE_MAX) const {
    for (size_t i = 0; i < n_; ++i) {
      FrameRecord record;
      memcpy(&record, s_.frames.data + i * sizeof record, sizeof record);
      if (i != skip && Target(FrameRecordAddress(s_, i), record.begin) == begin)
        return i;
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

  // Sorted functions: refuses overlaps, cuts sizes that were rounded up.
  bool CheckRanges() {
    for (size_t k = 0; k < n_; ++k) {
      FuncInfo& f = funcs_[k];
      const bool last = k + 1 == n_;
      const uintptr_t room =
          (last ? s_.text_end : funcs_[k + 1].begin) - f.begin;
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
