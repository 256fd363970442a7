#include "gc/cycle.h"

#include <time.h>

#include "gc/assist.h"
#include "gc/heap.h"
#include "gc/helpers.h"
#include "gc/mark.h"
#include "runtime/pagurus_world.h"
#include "runtime/sched/stop_world.h"
#include "runtime/trace/trace.h"

namespace pagurus {
namespace {

// Objects that are followed in the last pause, by which it is no longer than
// some fraction of a millisecond; if there are more, the world goes on first,
// but no more than so many times: a program may overwrite faster than that.
constexpr uint32_t kMostInPause = 1024;
constexpr int kMostPauses = 4;

uint64_t Now() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1000000000 +
         static_cast<uint64_t>(t.tv_nsec);
}

void MarkWord(void* marker, uintptr_t word) {
  static_cast<Marker*>(marker)->Mark(word);
}

struct Round {
  MarkWork* work;
  uint32_t markers;
  // Visits share i of the roots; null: they have been.
  void (*visit)(unsigned part, unsigned parts, void (*)(void*, uintptr_t),
                void* arg);
};

void MarkShare(void* argument, uint32_t i) {
  const auto* round = static_cast<const Round*>(argument);
  Marker marker(round->work);
  if (round->visit != nullptr) {
    round->visit(i, round->markers, MarkWord, &marker);
    if (i == 0) heap.MarkRoots(&marker);
  }
  marker.Drain();
}

void Run(Round round) {
  round.work->NextRound(round.markers);
  RunWithHelpers(round.markers - 1, MarkShare, &round);
}

// Who has overwritten so many references marks what they refer to.
void MarkNoted(void* work, const uintptr_t* words, size_t n) {
  Marker marker(static_cast<MarkWork*>(work), Marker::kBeside);
  for (size_t i = 0; i < n; ++i) marker.Mark(words[i]);
  marker.Leave();
}

// Makes gray what has been noted and taken out of tables.  If there is anything
// to follow: words may be noted for ever, but an object becomes gray once.
bool TakeNotes(MarkWork* work) {
  Marker marker(work);
  pag_take_notes(MarkWord, &marker);
  heap.MarkShaded(&marker);
  marker.Leave();
  return work->HasGray();
}

// Until, for a moment, nothing is gray; and what those who assist had when they
// were sent away is done, too.
void MarkAll(Round round) {
  const TraceScope trace(TraceKind::kMark);
  do {
    Run(round);
    round.visit = nullptr;
  } while (TakeNotes(round.work));
  CloseAssists();
  if (round.work->HasGray()) Run(round);
}

// If it is no more than can be marked in the pause.
bool MarkRest(MarkWork* work) {
  heap.PauseMarking();
  TakeNotes(work);
  Marker marker(work);
  marker.DoNotSettle();
  const bool more = marker.DrainSome(kMostInPause);
  marker.Leave();
  return !more;
}

// Since then, up to when the world went on.
uint64_t PauseSince(uint64_t begin) {
  return static_cast<uint64_t>(WorldStarted()) - begin;
}

void BeginMarking(MarkWork* work, uint32_t threads) {
  const TraceScope trace(TraceKind::kBeginMarking);
  pag_stop_world();
  heap.StartCycle(work);
  pag_begin_marking();
  pag_follow_notes(MarkNoted, work);
  Marker marker(work);
  pag_visit_running(MarkWord, &marker);
  marker.Leave();
  pag_withhold_processors(threads);
  pag_start_world();
}

// `few` threads mark beside the program, `all` while it stands still.
void RunConcurrentCycle(uint32_t few, uint32_t all) {
  MarkWork work(few, true);
  const uint64_t begin = Now();
  BeginMarking(&work, few);
  heap.NotePause(Heap::kBegin, PauseSince(begin));
  Round round = {&work, few, pag_visit_waiting};
  for (int pauses = 1;; ++pauses) {
    MarkAll(round);
    round.visit = nullptr;
    const uint64_t pause = Now();
    const TraceScope trace(TraceKind::kEndMarking);
    pag_stop_world();
    const bool done = MarkRest(&work);
    if (!done && pauses < kMostPauses) {
      heap.ResumeMarking(&work);
      pag_start_world();
      heap.NotePause(Heap::kEnd, PauseSince(pause));
      continue;
    }
    if (!done) Run({&work, all, nullptr});
    while (TakeNotes(&work)) Run({&work, 1, nullptr});
    pag_end_marking();
    heap.EndMarking();
    pag_withhold_processors(0);
    pag_start_world();
    heap.NotePause(Heap::kEnd, PauseSince(pause));
    break;
  }
  heap.NoteMarking(Now() - begin);
  const TraceScope trace(TraceKind::kFinish);
  heap.FinishCycle(&work);
}

void RunStoppedCycle(uint32_t all) {
  const uint64_t begin = Now();
  pag_stop_world();
  MarkWork work(all);
  heap.StartCycle(&work);
  {
    const TraceScope trace(TraceKind::kMark);
    Run({&work, all, pag_visit_roots});
  }
  {
    const TraceScope trace(TraceKind::kFinish);
    heap.FinishCycle(&work);
  }
  pag_shrink_stopped_stacks();
  pag_start_world();
  const uint64_t ns = PauseSince(begin);
  heap.NotePause(Heap::kWhole, ns);
  heap.NoteMarking(ns);
}

}  // namespace

void RunCycle(bool concurrent) {
  const TraceScope trace(TraceKind::kCollection);
  {
    const TraceScope sweep(TraceKind::kSweep);
    heap.FinishSweep();
  }
  const uint32_t threads = pag_world_threads();
  const uint32_t all = 1 + PrepareHelpers(threads - 1);
  if (!concurrent) return RunStoppedCycle(all);
  const uint32_t quarter = (threads + 3) / 4;
  RunConcurrentCycle(quarter < all ? quarter : all, all);
}

}  // namespace pagurus
