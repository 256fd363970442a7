#include "stackmaps/reader.h"

#include <cstring>
#include <utility>

namespace pagurus {
namespace {

std::vector<Safepoint> ReadSafepoints(const FuncInfo& info) {
  std::vector<Safepoint> safepoints;
  SafepointCursor cursor(info.safepoints);
  while (cursor.Next()) {
    Safepoint s;
    // DecodeModule has checked that it is within the function's 32-bit size.
    s.return_offset = static_cast<uint32_t>(cursor.return_offset());
    s.live.resize(info.nhomes);
    for (uint32_t i = 0; i < info.nhomes; ++i) {
      s.live[i] = SafepointBit(cursor.bits(), i);
    }
    s.refs.resize(info.nrefs);
    for (uint32_t i = 0; i < info.nrefs; ++i) {
      s.refs[i] = SafepointBit(cursor.bits(), info.nhomes + i);
    }
    safepoints.push_back(std::move(s));
  }
  return safepoints;
}

FunctionMap ToFunctionMap(const FuncInfo& info) {
  FunctionMap f;
  f.begin = info.begin;
  f.size = info.size;
  f.frame_size = info.frame_size;
  f.homes_offset = info.homes_offset;
  f.nhomes = info.nhomes;
  f.entry_regs = info.entry_regs;
  f.nrefs = info.nrefs;
  f.entry_refs = info.entry_refs;
  if (info.safepoints != nullptr) {
    f.unmapped_refs = (SafepointCursor(info.safepoints).header().entry_refs &
                       kUnmappedRefs) != 0;
  }
  for (uint32_t i = 0; i < info.n_stack_refs; ++i) {
    f.stack_refs.push_back(info.StackRef(i));
  }
  f.top = (info.flags & kFuncTop) != 0;
  if (info.n_stack_args != 0) {
    f.stack_args.assign(info.stack_args, info.stack_args + info.n_stack_args);
  }
  if (info.safepoints != nullptr) f.safepoints = ReadSafepoints(info);
  f.size_rounded = (info.flags & kFuncSizeRounded) != 0;
  return f;
}

}  // namespace

absl::StatusOr<std::vector<FunctionMap>> ReadMaps(
    const ModuleSections& sections) {
  // Extended records hold words that are used where they lie.
  std::vector<uint64_t> ext((sections.ext.size + 7) / 8);
  if (sections.ext.size != 0) {
    std::memcpy(ext.data(), sections.ext.data, sections.ext.size);
  }
  ModuleSections aligned = sections;
  aligned.ext.data = reinterpret_cast<const uint8_t*>(ext.data());

  std::vector<FuncInfo> infos(CountFunctions(sections));
  ErrorInfo error;
  if (!DecodeModule(aligned, infos.data(), &error)) {
    return absl::InvalidArgumentError(error.message);
  }
  std::vector<FunctionMap> functions;
  functions.reserve(infos.size());
  for (const FuncInfo& info : infos) functions.push_back(ToFunctionMap(info));
  return functions;
}

}  // namespace pagurus
