#include "runtime/trace/format.h"

#include "runtime/sched/p.h"
#include "runtime/trace/names.h"
#include "runtime/wait_reason.h"

namespace pagurus {
namespace {

constexpr size_t kLongestName = 512;

// Groups of tracks, which viewers take for processes.
constexpr const char* kRuns = "1";
constexpr const char* kCollector = "2";
constexpr const char* kThreads = "3";

// Within the collector's.
constexpr uint64_t kWorldTrack = 1;
constexpr uint64_t kCollectionTrack = 2;

// Ps whose tracks have names.
constinit bool named[kMaxProcs] = {};

const char* WhyText(uint8_t why) {
  switch (why) {
    case kTraceYields:
      return "yields";
    case kTracePreempted:
      return "preempted";
    case kTraceInLoop:
      return "preempted in a loop";
    case kTraceInCallback:
      return "preempted in a callback";
    case kTraceNative:
      return "native code";
    case kTraceWorldStops:
      return "the world stops";
    case kTraceEnds:
      return "ends";
    case kTraceGoesOn:
      return "goes on";
    default:
      return WaitReasonText(static_cast<WaitReason>(why & ~kTraceAsThread));
  }
}

const char* SpanName(TraceKind kind) {
  switch (kind) {
    case TraceKind::kStopping:
      return "stopping";
    case TraceKind::kStopped:
      return "stopped";
    case TraceKind::kCollection:
      return "collection";
    case TraceKind::kSweep:
      return "sweep the rest";
    case TraceKind::kBeginMarking:
      return "pause to begin";
    case TraceKind::kMark:
      return "mark";
    case TraceKind::kEndMarking:
      return "pause to end";
    default:
      return "finish";
  }
}

const char* ResizeName(const TraceEvent& event) {
  if (event.to > event.from) return "grow";
  return event.to < event.from ? "shrink" : "move";
}

void FormatName(uintptr_t fn, TraceText* out) {
  size_t length = 0;
  const char* name = FunctionName(fn, &length);
  if (name == nullptr) {
    out->Hex(fn);
  } else {
    out->Name(name, length);
  }
}

// From after the name on.
void FormatSpan(const TraceEvent& event, const char* category, const char* pid,
                uint64_t tid, int64_t origin, TraceText* out) {
  out->Text("\",\"cat\":\"").Text(category);
  out->Text("\",\"ph\":\"X\",\"pid\":").Text(pid).Text(",\"tid\":").Dec(tid);
  out->Text(",\"ts\":").Micros(event.begin - origin);
  out->Text(",\"dur\":").Micros(event.end - event.begin);
}

void FormatGoroutine(const TraceEvent& event, TraceText* out) {
  out->Text(",\"args\":{\"goroutine\":").Dec(event.g);
}

// An arrow's beginning or end, from after the name on.
void FormatArrow(const TraceEvent& event, bool ends, int64_t origin,
                 TraceText* out) {
  out->Text("wakes\",\"cat\":\"wake\",\"ph\":");
  out->Text(ends ? "\"f\",\"bp\":\"e\"" : "\"s\"");
  out->Text(",\"id\":").Dec(event.g).Text(",\"pid\":").Text(kRuns);
  out->Text(",\"tid\":").Dec(static_cast<uint64_t>(event.place));
  out->Text(",\"ts\":").Micros(event.begin - origin).Text("},\n");
}

void FormatRun(const TraceEvent& event, int64_t origin, TraceText* out) {
  const bool has_p = event.kind == TraceKind::kRun;
  const int64_t track = has_p ? event.place : -event.place;
  FormatName(event.words[0], out);
  FormatSpan(event, has_p ? "run" : "native", has_p ? kRuns : kThreads,
             static_cast<uint64_t>(track), origin, out);
  FormatGoroutine(event, out);
  out->Text(has_p ? ",\"stops\":\"" : ",\"why\":\"").Text(WhyText(event.why));
  if (event.why < kTraceYields && (event.why & kTraceAsThread) != 0) {
    out->Text(" in a callback");
  }
  out->Text("\"}},\n");
  if (event.words[1] == 0) return;
  out->Text("{\"name\":\"");
  FormatArrow(event, true, origin, out);
}

void FormatMove(const TraceEvent& event, int64_t origin, TraceText* out) {
  const bool moves = event.kind == TraceKind::kMove;
  const bool on_p = event.place >= 0;
  const int64_t track = on_p ? event.place : -int64_t{event.place};
  out->Text(ResizeName(event)).Text(moves ? "" : " in place");
  FormatSpan(event, "stack", on_p ? kRuns : kThreads,
             static_cast<uint64_t>(track), origin, out);
  FormatGoroutine(event, out);
  out->Text(",\"from\":").Dec(uint64_t{1} << event.from);
  out->Text(",\"to\":").Dec(uint64_t{1} << event.to);
  if (moves) {
    out->Text(",\"bytes\":").Dec(event.words[0]);
    out->Text(",\"frames\":").Dec(event.words[1]);
    out->Text(",\"pointers\":").Dec(event.words[2]);
  }
  out->Text("}},\n");
}

void FormatCounters(const TraceEvent& event, int64_t origin, TraceText* out) {
  const bool heap = event.kind == TraceKind::kHeap;
  out->Text(heap ? "heap" : "goroutines");
  out->Text("\",\"ph\":\"C\",\"pid\":").Text(heap ? kCollector : kRuns);
  out->Text(",\"ts\":").Micros(event.begin - origin);
  out->Text(heap ? ",\"args\":{\"objects\":" : ",\"args\":{\"alive\":");
  out->Dec(event.words[0]);
  if (heap) out->Text(",\"pages\":").Dec(event.words[1]);
  out->Text("}},\n");
}

// `tid` null: the group's name.
void FormatTrackName(const char* pid, const uint64_t* tid, const char* name,
                     TraceText* out) {
  out->Text("{\"name\":\"").Text(tid == nullptr ? "process" : "thread");
  out->Text("_name\",\"ph\":\"M\",\"pid\":").Text(pid);
  if (tid != nullptr) out->Text(",\"tid\":").Dec(*tid);
  out->Text(",\"args\":{\"name\":\"").Text(name);
  if (pid == kRuns && tid != nullptr) out->Text(" ").Dec(*tid);
  out->Text("\"}},\n");
}

}  // namespace

TraceText& TraceText::Text(const char* text) {
  while (*text != 0) Put(*text++);
  return *this;
}

TraceText& TraceText::Number(const Digits& digits) {
  for (size_t i = 0; i < digits.length(); ++i) Put(digits.text()[i]);
  return *this;
}

TraceText& TraceText::Dec(uint64_t value) { return Number(Digits(value)); }

TraceText& TraceText::Micros(int64_t ns) {
  const uint64_t value = ns < 0 ? 0 : static_cast<uint64_t>(ns);
  Dec(value / 1000).Put('.');
  Put(static_cast<char>('0' + value / 100 % 10));
  Put(static_cast<char>('0' + value / 10 % 10));
  Put(static_cast<char>('0' + value % 10));
  return *this;
}

TraceText& TraceText::Name(const char* name, size_t length) {
  if (length > kLongestName) length = kLongestName;
  for (size_t i = 0; i < length; ++i) {
    const char c = name[i];
    Put(c == '"' || c == '\\' || c < ' ' || c > '~' ? '?' : c);
  }
  return *this;
}

TraceText& TraceText::Hex(uint64_t value) {
  return Text("0x").Number(Digits(value, 16));
}

void FormatBegin(TraceText* out) {
  out->Text("[\n");
  FormatTrackName(kRuns, nullptr, "goroutines", out);
  FormatTrackName(kCollector, nullptr, "collector", out);
  FormatTrackName(kCollector, &kWorldTrack, "world", out);
  FormatTrackName(kCollector, &kCollectionTrack, "collections", out);
  FormatTrackName(kThreads, nullptr, "threads without a P", out);
}

void FormatEvent(const TraceEvent& event, int64_t origin, TraceText* out) {
  const bool stacks =
      event.kind == TraceKind::kMove || event.kind == TraceKind::kInPlace;
  const bool runs =
      event.kind == TraceKind::kRun || event.kind == TraceKind::kWithoutP;
  if ((runs || stacks) && event.place >= 0 && !named[event.place]) {
    named[event.place] = true;
    const uint64_t p = static_cast<uint64_t>(event.place);
    FormatTrackName(kRuns, &p, "P", out);
  }
  out->Text("{\"name\":\"");
  if (runs) return FormatRun(event, origin, out);
  if (stacks) return FormatMove(event, origin, out);
  if (event.kind == TraceKind::kWake) {
    return FormatArrow(event, false, origin, out);
  }
  if (event.kind >= TraceKind::kGoroutines) {
    return FormatCounters(event, origin, out);
  }
  const bool world = event.kind <= TraceKind::kStopped;
  out->Text(SpanName(event.kind));
  FormatSpan(event, world ? "world" : "collection", kCollector,
             world ? kWorldTrack : kCollectionTrack, origin, out);
  out->Text("},\n");
}

void FormatMissing(const char* what, uint64_t number, int64_t now,
                   int64_t origin, TraceText* out) {
  out->Text("{\"name\":\"").Text(what);
  out->Text("\",\"cat\":\"trace\",\"ph\":\"i\",\"s\":\"g\",\"pid\":");
  out->Text(kRuns).Text(",\"tid\":0,\"ts\":").Micros(now - origin);
  out->Text(",\"args\":{\"number\":").Dec(number).Text("}},\n");
}

// Each event's line ends in a comma: what follows the last has no meaning.
void FormatEnd(TraceText* out) {
  out->Text("{\"name\":\"end\",\"ph\":\"M\",\"pid\":").Text(kRuns);
  out->Text(",\"args\":{}}\n]\n");
}

}  // namespace pagurus
