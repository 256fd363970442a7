// The file.
//
// Who writes owns `text`, `fd` and the rings' ends; a word says who that is
// (WriterScope), because a lock could be held by whoever has died.  After the
// file's end, by exit, for want of room or because nothing can be written any
// more, rings are left as they are: UnusualTurns says that nobody traces, and
// who still has an event to record finds no room for it and no writer.
#include "runtime/trace/writer.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/sched/clock.h"
#include "runtime/sched/p.h"
#include "runtime/signal_mask.h"
#include "runtime/stats.h"
#include "runtime/switches.h"
#include "runtime/trace/format.h"
#include "runtime/trace/ring.h"
#include "runtime/trace/thread.h"
#include "runtime/trace/trace.h"

namespace pagurus {
namespace {

// One for each P, by number, and one for threads that have none.
constexpr int kRings = kMaxProcs + 1;
constexpr int kSharedRing = kMaxProcs;

constexpr int64_t kMillisecond = 1000 * 1000;
// How long who records naps for want of room.
constexpr int64_t kNap = kMillisecond / 10;
// An event that is not ready after so long never will be.
constexpr int64_t kPatience = 1000 * kMillisecond;
// The same when the process ends, for each.
constexpr int64_t kLastPatience = 2 * kMillisecond;
// How often who ends the process looks whether the writer has finished.
constexpr int kFinishNaps = 20000;

constinit TraceRing* rings = nullptr;
constinit TraceText text{};
constinit int fd = -1;
constinit pid_t process = 0;
constinit int64_t origin = 0;
constinit uint64_t bytes_written = 0;
constinit bool ended = false;
// Thread that writes; 0: none.
constinit std::atomic<int> writing{0};
constinit std::atomic<uint64_t> lost{0};
constinit std::atomic<TraceHeapFn*> heap_fn{nullptr};

// Of each ring: the event that was not ready, and since when.
struct Waits {
  uint64_t at;
  int64_t since;  // 0: it does not
};
constinit Waits waits[kRings] = {};

class WriterScope {
 public:
  // `naps`: how often it tries again.
  explicit WriterScope(int naps) {
    const int self = gettid();
    for (;; --naps) {
      int nobody = 0;
      if (writing.compare_exchange_strong(nobody, self)) {
        entered_ = true;
        return;
      }
      // A fault in the writer itself.
      if (nobody == self || naps <= 0) return;
      Nap(kNap);
    }
  }
  ~WriterScope() {
    if (entered_) writing.store(0);
  }
  WriterScope(const WriterScope&) = delete;
  WriterScope& operator=(const WriterScope&) = delete;
  bool entered() const { return entered_; }

  static void Nap(int64_t ns) {
    const timespec pause{0, static_cast<long>(ns)};
    nanosleep(&pause, nullptr);
  }

 private:
  bool entered_ = false;
};

// False, with errno, if not all of it could be written.
bool WriteAll(const char* bytes, size_t n) {
  while (n > 0) {
    const ssize_t done = write(fd, bytes, n);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return false;
    bytes += done;
    n -= static_cast<size_t>(done);
  }
  return true;
}

// The file is complete; nobody records from here on.
void End() {
  ended = true;
  __atomic_fetch_and(&switches.turns, ~kTurnsTraced, __ATOMIC_RELAXED);
  close(fd);
}

void Flush() {
  if (ended) return;
  const int saved = errno;
  if (!WriteAll(text.text(), text.length())) {
    Printer()
        .Text("pagurus: the trace ends here, because it cannot be written: ")
        .Text(strerrordesc_np(errno))
        .Text("\n");
    End();
  }
  errno = saved;
  bytes_written += text.length();
  text.Clear();
}

// If the file is as large as it may be.
void EndIfFull() {
  if (ended || switches.tracemax == 0 || bytes_written < switches.tracemax) {
    return;
  }
  FormatMissing("the trace is full", bytes_written, RealNanotime(), origin,
                &text);
  FormatEnd(&text);
  Flush();
  if (!ended) End();
}

void Write(const TraceEvent& event) {
  if (event.kind >= TraceKind::kCount || event.place >= kMaxProcs) return;
  FormatEvent(event, origin, &text);
  if (!text.nearly_full()) return;
  Flush();
  EndIfFull();
}

// What is ready; no more than that, or others would wait.
void DrainRing(int i) {
  TraceEvent event;
  for (uint64_t n = 0; n < TraceRing::kSlots && !ended; ++n) {
    if (!rings[i].Take(&event)) return;
    Write(event);
  }
}

// True if an event keeps its successors waiting.
bool Waiting(int i, int64_t now, int64_t patience) {
  TraceRing& ring = rings[i];
  Waits& wait = waits[i];
  if (ring.empty()) {
    wait.since = 0;
    return false;
  }
  if (wait.since == 0 || wait.at != ring.taken()) wait = {ring.taken(), now};
  if (now - wait.since < patience) return true;
  wait.since = 0;
  lost.fetch_add(1, std::memory_order_relaxed);
  ring.Skip();
  return true;
}

// True if something remains.
bool DrainAll(int64_t patience) {
  bool remains = false;
  for (int i = 0; i < kRings && !ended; ++i) {
    DrainRing(i);
    remains |= Waiting(i, RealNanotime(), patience);
  }
  return remains;
}

void Count(TraceKind kind, uint64_t first, uint64_t second, uint64_t* last) {
  if (last[0] == first && last[1] == second) return;
  last[0] = first;
  last[1] = second;
  TraceEvent event = {};
  event.kind = kind;
  event.begin = RealNanotime();
  event.words[0] = first;
  event.words[1] = second;
  Write(event);
}

void Sample() {
  static uint64_t last_goroutines[2] = {~uint64_t{0}, 0};
  static uint64_t last_heap[2] = {~uint64_t{0}, 0};
  uint64_t goroutines;
  if (TryCountGoroutines(&goroutines)) {
    Count(TraceKind::kGoroutines, goroutines, 0, last_goroutines);
  }
  TraceHeapFn* heap = heap_fn.load(std::memory_order_acquire);
  if (heap == nullptr) return;
  uint64_t objects = 0;
  uint64_t pages = 0;
  heap(&objects, &pages);
  Count(TraceKind::kHeap, objects, pages, last_heap);
}

void WriteOpenSlices() {
  const int64_t now = RealNanotime();
  for (int i = 0; i < kMaxProcs; ++i) {
    const TraceEvent event = open_slices[i].Event(now, kTraceGoesOn);
    if (event.begin != 0) Write(event);
  }
}

// If who waits for room will get some.
bool SomeoneWrites() {
  return Tracing() && TraceThreadRuns() && getpid() == process;
}

}  // namespace

bool BeginTrace(int to) {
  void* memory =
      mmap(nullptr, kRings * sizeof(TraceRing), PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return false;
  fd = to;
  process = getpid();
  origin = RealNanotime();
  FormatBegin(&text);
  rings = static_cast<TraceRing*>(memory);
  __atomic_fetch_or(&switches.turns, kTurnsTraced, __ATOMIC_RELAXED);
  return true;
}

void RecordEvent(const TraceEvent& event) {
  TraceRing* ring = &rings[event.place < 0 ? kSharedRing : event.place];
  for (;;) {
    const uint64_t put = ring->Put(event);
    if (put != 0) {
      if (put % TraceRing::kMany == 0) WakeTraceThread();
      return;
    }
    if (!SomeoneWrites()) break;
    const int saved = errno;
    WakeTraceThread();
    WriterScope::Nap(kNap);
    errno = saved;
  }
  lost.fetch_add(1, std::memory_order_relaxed);
}

void WriteTrace() {
  const WriterScope scope(0);
  // A child of a fork before there were goroutines has the parent's file.
  if (!scope.entered() || ended || getpid() != process) return;
  DrainAll(kPatience);
  if (ended) return;
  Sample();
  Flush();
  EndIfFull();
}

void FinishTrace() {
  if (rings == nullptr || getpid() != process) return;
  __atomic_fetch_and(&switches.turns, ~kTurnsTraced, __ATOMIC_RELAXED);
  const SignalsBlocked blocked;
  const WriterScope scope(kFinishNaps);
  if (!scope.entered() || ended) return;
  while (DrainAll(kLastPatience)) WriterScope::Nap(kNap);
  WriteOpenSlices();
  Sample();
  const uint64_t n = lost.load(std::memory_order_relaxed);
  if (n != 0) FormatMissing("lost", n, RealNanotime(), origin, &text);
  FormatEnd(&text);
  Flush();
  if (!ended) End();
}

void ForgetTrace() {
  if (rings == nullptr) return;
  __atomic_fetch_and(&switches.turns, ~kTurnsTraced, __ATOMIC_RELAXED);
  // Closed only here: the lock on the file stays the parent's.
  if (!ended) close(fd);
  ended = true;
  writing.store(0);
}

void TraceHeapBy(TraceHeapFn* fn) { heap_fn.store(fn); }

}  // namespace pagurus
