// Safepoint blocks: each to its function, each byte checked once, so that the
// runtime can read them without looking.
#include <algorithm>

#include "stackmaps/decode_internal.h"

namespace pagurus {
namespace {

class BlockAttacher {
 public:
  BlockAttacher(const ModuleSections& sections, FuncInfo* funcs, size_t n,
                ErrorInfo* error)
      : s_(sections), funcs_(funcs), n_(n), error_(error) {}

  bool Run() {
    size_t offset = 0;
    for (uint64_t block = 0; offset < s_.safepoints.size; ++block) {
      if (!AttachBlock(block, &offset)) return false;
    }
    return true;
  }

 private:
  FuncInfo* Find(uintptr_t begin) {
    FuncInfo key{};
    key.begin = begin;
    FuncInfo* f = std::lower_bound(funcs_, funcs_ + n_, key, BeginsBefore);
    return f != funcs_ + n_ && f->begin == begin ? f : nullptr;
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
    if ((header.entry_refs & ~(kEntryRegMask | kUnmappedRefs)) != 0) {
      bad(MapError::kReservedBits)
          .Text("unknown bits in entry references ")
          .Hex(header.entry_refs);
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
    if (!AttachReferences(cursor, f, bad)) return false;
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

  // What the block says of references outside of its safepoints.
  template <typename Bad>
  bool AttachReferences(const SafepointCursor& cursor, FuncInfo* f,
                        const Bad& bad) {
    const SafepointHeader& header = cursor.header();
    if (cursor.error() != MapError::kNone) {
      bad(cursor.error())
          .Text("the section ends inside its ")
          .Dec(header.n_stack_refs)
          .Text(" stack arguments");
      return false;
    }
    const uint64_t words = uint64_t{f->nhomes} + header.nrefs;
    if (f->homes_offset + words * kWordSize > f->frame_size) {
      bad(MapError::kHomesOutside)
          .Dec(header.nrefs)
          .Text(" reference homes behind ")
          .Dec(f->nhomes)
          .Text(" homes at offset ")
          .Dec(f->homes_offset)
          .Text(" do not lie in a frame of ")
          .Dec(f->frame_size)
          .Text(" bytes");
      return false;
    }
    if ((header.entry_refs & f->entry_regs) != 0) {
      bad(MapError::kTwoMeanings)
          .Text("entry registers ")
          .Hex(header.entry_refs & f->entry_regs)
          .Text(" hold references, and stack pointers in the frame record");
      return false;
    }
    for (uint32_t k = 0, a = 0; k < header.n_stack_refs; ++k) {
      const uint32_t offset = cursor.StackRef(k);
      if (offset % kWordSize != 0 ||
          (k != 0 && cursor.StackRef(k - 1) >= offset)) {
        bad(MapError::kStackArgs)
            .Text("reference in stack argument ")
            .Dec(k)
            .Text(": offset ")
            .Dec(offset)
            .Text(" is not a multiple of 8 above the one before it");
        return false;
      }
      while (a < f->n_stack_args && f->stack_args[a] < offset) ++a;
      if (a < f->n_stack_args && f->stack_args[a] == offset) {
        bad(MapError::kTwoMeanings)
            .Text("stack argument at offset ")
            .Dec(offset)
            .Text(" is a reference, and a stack pointer in the frame record");
        return false;
      }
    }
    f->entry_refs = header.entry_refs & kEntryRegMask;
    if ((header.entry_refs | header.nrefs | header.n_stack_refs) != 0) {
      f->flags |= kFuncHoldsReferences;
    }
    f->nrefs = header.nrefs;
    f->n_stack_refs = header.n_stack_refs;
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

  const ModuleSections& s_;
  FuncInfo* const funcs_;
  const size_t n_;
  ErrorInfo* const error_;
};

}  // namespace

bool AttachSafepoints(const ModuleSections& sections, FuncInfo* funcs, size_t n,
                      ErrorInfo* error) {
  return BlockAttacher(sections, funcs, n, error).Run();
}

}  // namespace pagurus
