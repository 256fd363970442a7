#include "runtime/trace/trace.h"

#include "runtime/m.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/p.h"
#include "runtime/trace/writer.h"

namespace pagurus {

constinit OpenSlice open_slices[kMaxProcs] = {};

namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

int PlaceOf(const M* m) {
  const P* p = m->p.load(kRelaxed);
  return p == nullptr ? -m->tid : p->id;
}

uint8_t Log2(uint64_t size) {
  return size == 0 ? 0 : static_cast<uint8_t>(63 - __builtin_clzll(size));
}

}  // namespace

TraceEvent OpenSlice::Event(int64_t now, uint8_t why) const {
  TraceEvent event = {};
  event.kind = TraceKind::kRun;
  event.begin = began.load(std::memory_order_acquire);
  event.end = now;
  event.g = g.load(kRelaxed);
  event.words[0] = fn.load(kRelaxed);
  event.words[1] = woken.load(kRelaxed);
  event.why = why;
  event.place = static_cast<int32_t>(this - open_slices);
  return event;
}

void TraceRun(M* m, G* g, const P* p) {
  TraceTurn(m);
  OpenSlice* slice = &open_slices[p->id];
  slice->g.store(g->id, kRelaxed);
  slice->fn.store(reinterpret_cast<uintptr_t>(g->start.fn), kRelaxed);
  slice->woken.store(g->wake_traced, kRelaxed);
  g->wake_traced = false;
  slice->ended = m->stats.goroutines_ended;
  const int64_t now = RealNanotime();
  slice->began.store(now, std::memory_order_release);
  m->open_slice = slice;
  if (m->lost_p_at == 0) return;
  TraceEvent event = slice->Event(now, m->lost_p_why);
  event.kind = TraceKind::kWithoutP;
  event.begin = m->lost_p_at;
  event.words[1] = 0;
  event.place = -m->tid;
  m->lost_p_at = 0;
  RecordEvent(event);
}

void TraceStop(M* m, uint8_t why) {
  OpenSlice* slice = m->open_slice;
  if (slice == nullptr) return;
  m->open_slice = nullptr;
  const TraceEvent event = slice->Event(RealNanotime(), why);
  slice->began.store(0, kRelaxed);
  RecordEvent(event);
}

void TraceTurn(M* m) {
  const OpenSlice* slice = m->open_slice;
  if (slice == nullptr) return;
  const bool ended = m->stats.goroutines_ended != slice->ended;
  TraceStop(m, ended ? kTraceEnds : kTraceYields);
}

void TraceLosesP(M* m, uint8_t why) {
  if (m->open_slice == nullptr) return;
  if (m->curg.load(kRelaxed) == nullptr) return TraceTurn(m);
  TraceStop(m, why);
  m->lost_p_at = RealNanotime();
  m->lost_p_why = why;
}

void TraceGetsP(M* m, const P* p) {
  G* g = m->curg.load(kRelaxed);
  if (g != nullptr) TraceRun(m, g, p);
}

void TraceWake(G* g) {
  const M* m = pag_tls.m;
  const bool in_turn = m != nullptr && m->open_slice != nullptr &&
                       m->curg.load(kRelaxed) != nullptr &&
                       m->p.load(kRelaxed) != nullptr;
  // One that is used again may have been woken when nobody traced any more.
  g->wake_traced = in_turn;
  if (!in_turn) return;
  TraceEvent event = {};
  event.kind = TraceKind::kWake;
  event.begin = event.end = RealNanotime();
  event.g = g->id;
  event.place = PlaceOf(m);
  RecordEvent(event);
}

void TraceMove(const G* g, const TracedMove& move) {
  TraceEvent event = {};
  event.kind = move.in_place ? TraceKind::kInPlace : TraceKind::kMove;
  event.begin = move.begin;
  event.end = move.end;
  event.g = g->id;
  event.from = Log2(move.from);
  event.to = Log2(move.to);
  event.words[0] = move.bytes;
  event.words[1] = move.frames;
  event.words[2] = move.pointers;
  event.place = PlaceOf(pag_tls.m);
  RecordEvent(event);
}

void TraceSpan(TraceKind kind, int64_t begin, int64_t end) {
  if (begin == 0 || end == 0) return;
  TraceEvent event = {};
  event.kind = kind;
  event.begin = begin;
  event.end = end;
  event.place = -1;
  RecordEvent(event);
}

int64_t TraceNow() { return Tracing() ? RealNanotime() : 0; }

}  // namespace pagurus
