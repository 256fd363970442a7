// Four passes over what the linker left: decode each record, sort by address,
// refuse overlaps, attach each safepoint block to its function.
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
        frames_(sections.frames.size / sizeof(FrameRecord)),
        n_(CountFunctions(sections)),
        error_(error) {}

  bool Run() {
    if (!CheckSections()) return false;
    size_t k = 0;
    for (; k < frames_; ++k) {
      if (!DecodeFrame(s_, k, &funcs_[k], error_)) return false;
    }
    for (ExtCursor record(s_); record.more(); record.Next(), ++k) {
      if (!DecodeExtended(s_, record, &funcs_[k], error_)) return false;
    }
    Sort(funcs_, funcs_ + frames_);
    Sort(funcs_ + frames_, funcs_ + n_);
    Merge();
    return CheckRanges() && AttachSafepoints(s_, funcs_, n_, error_) &&
           CheckAllHaveSafepoints();
  }

 private:
  // Where a function's record is.
  struct Record {
    MapSection section = MapSection::kNone;
    size_t index = 0;
    uintptr_t address = 0;
  };

  ErrorWriter Bad(MapError code) { return ErrorWriter(error_, code); }
  ErrorWriter Bad(MapError code, const Record& record) {
    return ErrorWriter(error_, code, record.section, record.index,
                       record.address);
  }

  // Linkers that honour SHF_LINK_ORDER leave them sorted already.
  static void Sort(FuncInfo* first, FuncInfo* last) {
    if (!std::is_sorted(first, last, BeginsBefore)) {
      std::sort(first, last, BeginsBefore);
    }
  }

  // Merges the sorted funcs_[0, frames_) and the sorted, few others behind
  // them, without memory: the last ones first, so that what moves up has found
  // its place.
  void Merge() {
    FuncInfo* middle = funcs_ + frames_;
    for (FuncInfo* last = funcs_ + n_; middle != last;) {
      FuncInfo* place =
          std::upper_bound(funcs_, middle, last[-1], BeginsBefore);
      last = std::rotate(place, middle, last) - 1;
      middle = place;
    }
  }

  // Error path only: the record, or the second one, of the function that
  // begins at `begin`.
  Record RecordOf(uintptr_t begin, bool second = false) const {
    for (size_t i = 0; i < frames_; ++i) {
      FrameRecord record;
      memcpy(&record, s_.frames.data + i * sizeof record, sizeof record);
      const uintptr_t address = FrameRecordAddress(s_, i);
      if (Target(address, record.begin) != begin) continue;
      if (!second) return {MapSection::kFrames, i, address};
      second = false;
    }
    for (ExtCursor c(s_); c.more(); c.Next()) {
      if (Target(c.address(), c.header().begin) != begin) continue;
      if (!second) return {MapSection::kExt, c.index(), c.address()};
      second = false;
    }
    return {};
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
      Bad(MapError::kSectionSize,
          {MapSection::kFrames, frames_, FrameRecordAddress(s_, frames_)})
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
          .Text(" bytes of managed text and no record of a function");
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
        Bad(MapError::kDuplicate, RecordOf(f.begin, /*second=*/true))
            .Text("function at ")
            .Hex(f.begin)
            .Text(" has another record at ")
            .Hex(RecordOf(f.begin).address);
        return false;
      }
      if ((f.flags & kFuncSizeRounded) != 0 && f.size - room < kCodeUnit) {
        f.size = static_cast<uint32_t>(room);
        continue;
      }
      if (last) {
        Bad(MapError::kOutsideText, RecordOf(f.begin))
            .Text("function at ")
            .Hex(f.begin)
            .Text(" of ")
            .Dec(f.size)
            .Text(" bytes runs past the end of the managed text, ")
            .Hex(s_.text_end);
      } else {
        Bad(MapError::kOverlap, RecordOf(f.begin))
            .Text("function at ")
            .Hex(f.begin)
            .Text(" of ")
            .Dec(f.size)
            .Text(" bytes overlaps the function at ")
            .Hex(funcs_[k + 1].begin);
      }
      return false;
    }
    return true;
  }

  bool CheckAllHaveSafepoints() {
    for (size_t k = 0; k < n_; ++k) {
      if (funcs_[k].nhomes == 0 || funcs_[k].safepoints != nullptr) continue;
      Bad(MapError::kNoSafepoints, RecordOf(funcs_[k].begin))
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
  const size_t
      frames_;  // of them have a frame record, the others extended ones
  const size_t n_;
  ErrorInfo* const error_;
};

}  // namespace

size_t CountFunctions(const ModuleSections& sections) {
  size_t n = sections.frames.size / sizeof(FrameRecord);
  for (ExtCursor record(sections); record.more(); record.Next()) ++n;
  return n;
}

bool DecodeModule(const ModuleSections& sections, FuncInfo* funcs,
                  ErrorInfo* error) {
  return Decoder(sections, funcs, error).Run();
}

}  // namespace pagurus
