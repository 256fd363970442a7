#include "stackmaps/error.h"

namespace pagurus {
namespace {

const char* SectionText(MapSection section) {
  switch (section) {
    case MapSection::kNone:
      return "stack maps";
    case MapSection::kFrames:
      return "pagurus_frames: record ";
    case MapSection::kExt:
      return "pagurus_frames_ext: record ";
    case MapSection::kSafepoints:
      return "pagurus_safepoints: block ";
  }
  return "";
}

}  // namespace

ErrorWriter::ErrorWriter(ErrorInfo* info, MapError code, MapSection section,
                         uint64_t record, uintptr_t address)
    : info_(info) {
  info->code = code;
  info->section = section;
  info->record = record;
  info->address = address;
  info->message[0] = '\0';
  Text(SectionText(section)).Dec(record).Text(" at ").Hex(address).Text(": ");
}

ErrorWriter::ErrorWriter(ErrorInfo* info, MapError code) : info_(info) {
  *info = ErrorInfo{};
  info->code = code;
  Text(SectionText(MapSection::kNone)).Text(": ");
}

ErrorWriter& ErrorWriter::Text(const char* text) {
  for (; *text != '\0'; ++text) Put(*text);
  return *this;
}

ErrorWriter& ErrorWriter::Dec(uint64_t value) {
  char digits[20];
  size_t n = 0;
  do {
    digits[n++] = static_cast<char>('0' + value % 10);
    value /= 10;
  } while (value != 0);
  while (n != 0) Put(digits[--n]);
  return *this;
}

ErrorWriter& ErrorWriter::Hex(uint64_t value) {
  Text("0x");
  int shift = 60;
  while (shift != 0 && (value >> shift) == 0) shift -= 4;
  for (; shift >= 0; shift -= 4) Put("0123456789abcdef"[(value >> shift) & 15]);
  return *this;
}

void ErrorWriter::Put(char c) {
  if (length_ + 1 >= sizeof(info_->message)) return;
  info_->message[length_++] = c;
  info_->message[length_] = '\0';
}

}  // namespace pagurus
