// From a PC to its frame description:
//
//   .eh_frame_hdr   version, encodings, a table {begin, FDE} sorted by begin
//   .eh_frame       CIE (common part)   FDE (a function's part) ...
#include "runtime/traceback/cfi.h"
#include "runtime/traceback/symbols.h"

namespace pagurus {
namespace {

// DW_EH_PE_*
enum : uint8_t {
  kAbsolute = 0x00,
  kUdata2 = 0x02,
  kUdata4 = 0x03,
  kUdata8 = 0x04,
  kSdata2 = 0x0a,
  kSdata4 = 0x0b,
  kSdata8 = 0x0c,
  kFormat = 0x0f,
  kPcRelative = 0x10,
  kDataRelative = 0x30,
  kIndirect = 0x80,
  kOmit = 0xff,
};

// The FDE of the last function that does not begin after pc, or null.
const uint8_t* SearchTable(const Module& module, uintptr_t pc) {
  const uintptr_t hdr = reinterpret_cast<uintptr_t>(module.eh_frame_hdr);
  if (hdr < module.begin || hdr >= module.end) return nullptr;
  Cursor c(module.eh_frame_hdr, reinterpret_cast<const uint8_t*>(module.end));
  const uint8_t version = c.U8();
  const uint8_t frame_encoding = c.U8();
  const uint8_t count_encoding = c.U8();
  const uint8_t table_encoding = c.U8();
  uintptr_t frame, count;
  if (version != 1 || table_encoding != (kDataRelative | kSdata4) ||
      !ReadEncoded(&c, frame_encoding, &frame) ||
      !ReadEncoded(&c, count_encoding, &count) || count > c.left() / 8) {
    return nullptr;
  }
  const auto* table = reinterpret_cast<const int32_t*>(c.at());
  const int64_t wanted = static_cast<int64_t>(pc - hdr);
  size_t low = 0, high = count;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (table[2 * middle] <= wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return nullptr;
  const uintptr_t fde =
      hdr + static_cast<uintptr_t>(int64_t{table[2 * (low - 1) + 1]});
  if (fde < module.begin || fde >= module.end) return nullptr;
  return reinterpret_cast<const uint8_t*>(fde);
}

// The length's bytes, after it.
Cursor ReadLength(const uint8_t* at, const Module& module) {
  Cursor c(at, reinterpret_cast<const uint8_t*>(module.end));
  const uint32_t length = c.U32();
  return length == 0xffffffff ? Cursor() : c.Take(length);
}

bool ReadCie(Cursor c, FrameDescription* result, bool* augmented) {
  if (c.U32() != 0) return false;
  const uint8_t version = c.U8();
  if (version != 1 && version != 3) return false;
  Bytes augmentation = c.Text();
  result->code_align = c.Uleb();
  result->data_align = c.Sleb();
  const uint64_t return_register = version == 1 ? c.U8() : c.Uleb();
  if (!c.ok() || return_register != kDwarfPc) return false;
  result->encoding = kAbsolute;
  *augmented = augmentation.size > 0 && augmentation.data[0] == 'z';
  if (augmentation.size > 0 && !*augmented) return false;
  if (*augmented) {
    Cursor data = c.Take(c.Uleb());
    for (size_t i = 1; i < augmentation.size; ++i) {
      uintptr_t ignored;
      switch (augmentation.data[i]) {
        case 'R':
          result->encoding = data.U8();
          break;
        case 'L':
          data.U8();
          break;
        case 'P': {
          const uint8_t encoding = data.U8() & ~kIndirect;
          if (!ReadEncoded(&data, encoding, &ignored)) return false;
          break;
        }
        case 'S':
        case 'B':
          break;
        default:
          return false;
      }
    }
  }
  result->initial = {c.at(), c.left()};
  return c.ok();
}

}  // namespace

bool ReadEncoded(Cursor* c, uint8_t encoding, uintptr_t* value) {
  const uintptr_t here = reinterpret_cast<uintptr_t>(c->at());
  switch (encoding & kFormat) {
    case kAbsolute:
    case kUdata8:
    case kSdata8:
      *value = c->U64();
      break;
    case kUdata2:
      *value = c->U16();
      break;
    case kUdata4:
      *value = c->U32();
      break;
    case kSdata2:
      *value = static_cast<uintptr_t>(int64_t{static_cast<int16_t>(c->U16())});
      break;
    case kSdata4:
      *value = static_cast<uintptr_t>(int64_t{static_cast<int32_t>(c->U32())});
      break;
    default:
      return false;
  }
  const uint8_t relative = encoding & ~kFormat;
  if (relative == kPcRelative) {
    *value += here;
  } else if (relative != 0) {
    return false;
  }
  return c->ok();
}

bool FindFrameDescription(uintptr_t pc, FrameDescription* result) {
  Module module;
  if (!FindModule(pc, &module) || module.eh_frame_hdr == nullptr) return false;
  const uint8_t* fde = SearchTable(module, pc);
  if (fde == nullptr) return false;
  Cursor c = ReadLength(fde, module);
  const uintptr_t id_at = reinterpret_cast<uintptr_t>(c.at());
  const uint32_t id = c.U32();
  if (!c.ok() || id == 0 || id > id_at - module.begin) return false;
  const auto* cie = reinterpret_cast<const uint8_t*>(id_at - id);
  bool augmented = false;
  if (!ReadCie(ReadLength(cie, module), result, &augmented)) return false;
  uintptr_t size;
  if (!ReadEncoded(&c, result->encoding, &result->begin) ||
      !ReadEncoded(&c, result->encoding & kFormat, &size)) {
    return false;
  }
  result->end = result->begin + size;
  if (pc < result->begin || pc >= result->end) return false;
  if (augmented) c.Skip(c.Uleb());
  result->own = {c.at(), c.left()};
  return c.ok();
}

}  // namespace pagurus
