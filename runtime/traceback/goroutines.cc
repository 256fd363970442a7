#include "runtime/traceback/goroutines.h"

#include "runtime/m.h"
#include "runtime/proc.h"
#include "runtime/sched/start_m.h"
#include "runtime/signal_mask.h"
#include "runtime/traceback/code_printer.h"
#include "runtime/traceback/dump.h"
#include "runtime/traceback/safe_read.h"
#include "runtime/traceback/traceback.h"

namespace pagurus {
namespace {

// A listing of more is of no use to anybody.
constexpr uint64_t kMaxPrinted = 1000;
// Looks at a goroutine that changes.
constexpr int kLooks = 3;

// What counts of a G, at one moment.
struct Seen {
  uint64_t id;
  GStatus status;
  WaitReason reason;
  bool preempted;
  uintptr_t lo, hi, sp, pc;
  void* ctxt;
  const SaveArea* save_area;
};

// Its owner writes plainly; what does not fit together is found by looking
// twice.
PAG_UNINSTRUMENTED Seen Look(const G* g) {
  Seen s;
  s.id = __atomic_load_n(&g->id, __ATOMIC_RELAXED);
  s.status = g->status.load(std::memory_order_acquire);
  s.reason = g->wait_reason.load(std::memory_order_relaxed);
  s.preempted = __atomic_load_n(&g->preempted, __ATOMIC_RELAXED);
  s.lo = __atomic_load_n(&g->stack_lo, __ATOMIC_RELAXED);
  s.hi = __atomic_load_n(&g->stack_hi, __ATOMIC_RELAXED);
  s.sp = __atomic_load_n(&g->sched.sp, __ATOMIC_RELAXED);
  s.pc = __atomic_load_n(&g->sched.pc, __ATOMIC_RELAXED);
  s.ctxt = __atomic_load_n(&g->sched.ctxt, __ATOMIC_RELAXED);
  s.save_area = __atomic_load_n(&g->save_area, __ATOMIC_RELAXED);
  return s;
}

bool Same(const Seen& a, const Seen& b) {
  return a.id == b.id && a.status == b.status && a.preempted == b.preempted &&
         a.lo == b.lo && a.hi == b.hi && a.sp == b.sp && a.pc == b.pc &&
         a.ctxt == b.ctxt && a.save_area == b.save_area;
}

PAG_UNINSTRUMENTED bool Lives(const G* g) {
  const GStatus status = g->status.load(std::memory_order_relaxed);
  return g->magic == kGMagic &&
         (status == GStatus::kRunnable || status == GStatus::kRunning ||
          status == GStatus::kWaiting);
}

const G* OwnG() {
  const M* m = pag_tls.m;
  return m == nullptr ? nullptr : m->curg.load(std::memory_order_relaxed);
}

// The parts of an M that a listing needs; the M may be gone.
struct SeenM {
  const G* curg = nullptr;
  const M* next = nullptr;
  WaitReason reason = WaitReason::kNone;
  bool waits_as_thread = false;
  const Registers* waits_at = nullptr;  // sched/park.cc
};

bool LookAtM(const M* m, SeenM* seen) {
  const G* g0;
  WaitReason reason;
  if (!ReadMemory(&m->curg, &seen->curg) ||
      !ReadMemory(&m->next_m, &seen->next) ||
      !ReadMemory(&m->waits_as_thread, &seen->waits_as_thread) ||
      !ReadMemory(&m->g0, &g0) || !ReadMemory(&g0->wait_reason, &reason) ||
      !ReadMemory(&g0->sched.ctxt, &seen->waits_at)) {
    return false;
  }
  seen->reason = reason;
  return true;
}

// The M that runs g, or null.  Reads the list without its lock.
PAG_UNINSTRUMENTED const M* FindM(const G* g, SeenM* seen) {
  constexpr int kMaxMs = 100000;  // the list may change under us
  const M* m = __atomic_load_n(&all_ms, __ATOMIC_ACQUIRE);
  for (int i = 0; m != nullptr && i < kMaxMs; ++i, m = seen->next) {
    if (!LookAtM(m, seen)) return nullptr;
    if (seen->curg == g) return m;
  }
  return nullptr;
}

void CollectParked(const Seen& s, FrameList* frames) {
  const StackBounds stack{s.lo, s.hi};
  StackReader reader(s.lo, s.hi);
  if (s.preempted) {
    // At a prologue check: the function has no frame yet.
    uintptr_t sp, inside, pc;
    if (!ReadMemory(
            reinterpret_cast<uintptr_t>(s.save_area) + offsetof(SaveArea, sp),
            &sp) ||
        !reader.Word(sp, &inside) ||
        !reader.Word(sp + sizeof(uintptr_t), &pc)) {
      return;
    }
    frames->Add(inside - 1);
    return CollectManaged(pc, sp + 2 * sizeof(uintptr_t), stack, frames);
  }
  // One that has not started has a return address and no frame; one that a
  // signal has stopped has saved nothing here.
  if (s.ctxt == nullptr && s.sp != 0) CollectManaged(s.pc, s.sp, stack, frames);
}

// The frames of the goroutine that m runs, if it waits in native code, or where
// a signal has stopped it.
bool CollectWaiting(const M* m, const SeenM& seen, const Seen& s,
                    FrameList* frames) {
  Registers registers;
  if (!ReadMemory(seen.waits_at, &registers)) return false;
  if (!CollectFrom(registers, false, {s.lo, s.hi}, frames)) {
    CollectBelowNative(m, frames);
  }
  return true;
}

// What g does, and its frames if it is not parked.
const char* StateOf(const G* g, const Seen& s, FrameList* frames) {
  if (s.status == GStatus::kWaiting) return WaitReasonText(s.reason);
  SeenM seen;
  if (s.status == GStatus::kRunnable) {
    if (s.ctxt != nullptr) return "runnable, not started";
    // Preempted in a loop (sched/preempt_signal.h).
    const M* m = s.sp == 0 ? FindM(g, &seen) : nullptr;
    if (m != nullptr) CollectWaiting(m, seen, s, frames);
    return "runnable";
  }
  const M* m = FindM(g, &seen);
  if (m == nullptr) return "running";
  if (seen.waits_as_thread && CollectWaiting(m, seen, s, frames)) {
    return WaitReasonText(seen.reason);
  }
  CollectBelowNative(m, frames);
  return frames->total() == 0 ? "running" : "native code";
}

void PrintOther(Printer* out, const G* g) {
  for (int looks = 0; looks < kLooks; ++looks) {
    const Seen before = Look(g);
    if (!Lives(g)) return;
    FrameList frames;
    const char* state = StateOf(g, before, &frames);
    if (before.status != GStatus::kRunning) CollectParked(before, &frames);
    if (!Same(before, Look(g))) continue;
    PrintGoroutineHead(out, g, state);
    if (before.ctxt != nullptr && before.status != GStatus::kRunning) {
      frames.Clear();
      frames.Add(reinterpret_cast<uintptr_t>(g->start.fn));
    }
    PrintFrames(out, frames, false);
    if (frames.total() == 0) out->Text("  on another thread\n");
    PrintGoroutineEnd(out, g);
    return;
  }
  PrintGoroutineHead(out, g, "running");
  out->Text("  changes while it is looked at\n");
}

}  // namespace

PAG_UNINSTRUMENTED void PrintGoroutineHead(Printer* out, const G* g,
                                           const char* state) {
  out->Text("\ngoroutine ").Dec(g->id).Text(" [").Text(state);
  if (g->locked_m != nullptr) out->Text(", locked to thread");
  out->Text("]:\n");
}

PAG_UNINSTRUMENTED void PrintGoroutineEnd(Printer* out, const G* g) {
  const uintptr_t creator = CreatorOf(g);
  if (creator == 0) return;
  out->Text("created by ");
  PrintCode(out, creator - 1);
  out->Text(" to run ");
  PrintFunctionName(out, reinterpret_cast<uintptr_t>(g->start.fn));
  out->Text("\n");
}

void CollectBelowNative(const M* m, FrameList* frames) {
  const ThreadState* tls;
  ThreadState thread;
  const G* g;
  if (!ReadMemory(&m->tls, &tls) || !ReadMemory(tls, &thread) ||
      !ReadMemory(&m->curg, &g) || g == nullptr) {
    return;
  }
  const Seen s = Look(g);
  const TransitionRecord* transition = thread.transition;
  uintptr_t sp, pc;
  StackReader reader(s.lo, s.hi);
  if (transition == nullptr || !ReadMemory(&transition->sp, &sp) ||
      !reader.Word(sp, &pc)) {
    return;
  }
  frames->Gap();
  CollectManaged(pc, sp + sizeof(uintptr_t), {s.lo, s.hi}, frames);
}

uint64_t CountOtherGoroutines() {
  const G* own = OwnG();
  uint64_t n = 0;
  GIterator all;
  while (const G* g = all.Next()) n += Lives(g) && g != own;
  return n;
}

bool CollectGoroutine(uint64_t id, FrameList* frames) {
  SignalsBlocked blocked;  // a handler that left would leave the scope behind
  DumpScope scope;
  if (!scope.entered()) return false;
  GIterator all;
  while (const G* g = all.Next()) {
    if (Look(g).id != id) continue;
    for (int looks = 0; looks < kLooks && Lives(g); ++looks) {
      const Seen before = Look(g);
      frames->Clear();
      (void)StateOf(g, before, frames);
      if (before.status != GStatus::kRunning) CollectParked(before, frames);
      if (before.id == id && Same(before, Look(g))) return true;
    }
    return false;
  }
  return false;
}

void PrintOtherGoroutines(Printer* out) {
  const G* own = OwnG();
  uint64_t n = 0;
  GIterator all;
  while (const G* g = all.Next()) {
    if (g == own || !Lives(g)) continue;
    if (n++ < kMaxPrinted) PrintOther(out, g);
  }
  if (n > kMaxPrinted) {
    out->Text("\n... and ").Dec(n - kMaxPrinted).Text(" more goroutines\n");
  }
}

}  // namespace pagurus
