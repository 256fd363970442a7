// The table is open and never forgets:
//
//     index (hash of the function)
//       |
//     [ key | counts ][ key | counts ][ 0 ][ key | counts ] …
//
// A key is claimed once, by compare-and-swap, and counts are added atomically,
// so that neither who counts nor who reads takes a lock (I7).
#include "runtime/move_profile.h"

#include <atomic>

#include "runtime/m.h"
#include "runtime/sched/clock.h"
#include "runtime/stack_sizes.h"
#include "runtime/start_size.h"
#include "runtime/stats.h"
#include "runtime/traceback/symbols.h"

namespace pagurus {
namespace {

constexpr size_t kEntries = 1024;

struct Entry {
  std::atomic<uintptr_t> key;  // the function's address + 1; 0: free
  std::atomic<uint64_t> moves, grows, shrinks, bytes_copied;
  std::atomic<uint64_t> pointers_rewritten, ns, max_stack_bytes;
};

constinit Entry entries[kEntries] = {};

// Null if the table is full.
Entry* EntryOf(StartFn fn) {
  const uintptr_t key = reinterpret_cast<uintptr_t>(fn) + 1;
  const size_t first = (key ^ key >> 14) / 16 % kEntries;
  for (size_t i = 0; i < kEntries; ++i) {
    Entry* entry = &entries[(first + i) % kEntries];
    uintptr_t present = entry->key.load(std::memory_order_relaxed);
    if (present == 0 && entry->key.compare_exchange_strong(
                            present, key, std::memory_order_relaxed)) {
      return entry;
    }
    if (present == key) return entry;
  }
  return nullptr;
}

void Add(std::atomic<uint64_t>* sum, uint64_t n) {
  if (n != 0) sum->fetch_add(n, std::memory_order_relaxed);
}

void Raise(std::atomic<uint64_t>* most, uint64_t n) {
  uint64_t present = most->load(std::memory_order_relaxed);
  while (present < n &&
         !most->compare_exchange_weak(present, n, std::memory_order_relaxed)) {
  }
}

pag_function_moves Read(const Entry& entry) {
  constexpr auto kRelaxed = std::memory_order_relaxed;
  pag_function_moves m;
  m.function = reinterpret_cast<StartFn>(entry.key.load(kRelaxed) - 1);
  m.moves = entry.moves.load(kRelaxed);
  m.grows = entry.grows.load(kRelaxed);
  m.shrinks = entry.shrinks.load(kRelaxed);
  m.bytes_copied = entry.bytes_copied.load(kRelaxed);
  m.pointers_rewritten = entry.pointers_rewritten.load(kRelaxed);
  m.move_ns = entry.ns.load(kRelaxed);
  m.max_stack_bytes = entry.max_stack_bytes.load(kRelaxed);
  return m;
}

// As a JSON string; names of functions hardly ever hold what must not be in
// one.
void PrintName(Printer* out, const SymbolTable& symbols, StartFn fn) {
  size_t length = 0;
  uintptr_t begin = 0;
  const auto pc = reinterpret_cast<uintptr_t>(fn);
  const char* name = symbols.Find(pc, &length, &begin);
  if (name == nullptr) out->Hex(pc);
  for (size_t i = 0; name != nullptr && i < length; ++i) {
    const char c = name[i];
    out->Text(c == '"' || c == '\\' || c < ' ' ? "?" : &c, 1);
  }
}

}  // namespace

void BeginAskedProbe(MoveProbe* probe, const G* g) {
  const Stats& stats = pag_tls.m->stats;
  probe->moves = stats.moves;
  probe->grows = stats.grows;
  probe->shrinks = stats.shrinks;
  probe->bytes_copied = stats.bytes_copied;
  probe->frames = stats.frames;
  probe->pointers_rewritten = stats.pointers_rewritten;
  probe->size = g->stack_size();
  probe->began = RealNanotime();
}

void EndAskedProbe(const MoveProbe& probe, const G* g) {
  Stats& stats = pag_tls.m->stats;
  const int64_t now = RealNanotime();
  if (Tracing()) {
    TraceMove(g,
              {.begin = probe.began,
               .end = now,
               .from = probe.size,
               .to = g->stack_size(),
               .bytes = stats.bytes_copied - probe.bytes_copied,
               .frames = stats.frames - probe.frames,
               .pointers = stats.pointers_rewritten - probe.pointers_rewritten,
               .in_place = stats.moves == probe.moves});
  }
  if (!MovesAreMeasured()) return;
  const auto ns = static_cast<uint64_t>(now - probe.began);
  stats.move_ns += ns;
  Entry* entry = EntryOf(g->start.fn);
  if (entry == nullptr) return;
  Add(&entry->moves, stats.moves - probe.moves);
  Add(&entry->grows, stats.grows - probe.grows);
  Add(&entry->shrinks, stats.shrinks - probe.shrinks);
  Add(&entry->bytes_copied, stats.bytes_copied - probe.bytes_copied);
  Add(&entry->pointers_rewritten,
      stats.pointers_rewritten - probe.pointers_rewritten);
  Add(&entry->ns, ns);
  Raise(&entry->max_stack_bytes, g->stack_size());
}

size_t FunctionMoves(pag_function_moves* to, size_t n) {
  size_t found = 0;
  for (const Entry& entry : entries) {
    if (entry.key.load(std::memory_order_relaxed) == 0) continue;
    if (found < n) to[found] = Read(entry);
    ++found;
  }
  return found;
}

void PrintFunctionMoves(Printer* out) {
  const SymbolTable symbols;
  const char* before = "";
  out->Text("\"functions\": {");
  for (const Entry& entry : entries) {
    if (entry.key.load(std::memory_order_relaxed) == 0) continue;
    const pag_function_moves m = Read(entry);
    out->Text(before).Text("\"");
    PrintName(out, symbols, m.function);
    out->Text("\": {\"moves\": ").Dec(m.moves);
    out->Text(", \"grows\": ").Dec(m.grows);
    out->Text(", \"shrinks\": ").Dec(m.shrinks);
    out->Text(", \"bytes_copied\": ").Dec(m.bytes_copied);
    out->Text(", \"pointers_rewritten\": ").Dec(m.pointers_rewritten);
    out->Text(", \"move_ns\": ").Dec(m.move_ns);
    out->Text(", \"max_stack_bytes\": ").Dec(m.max_stack_bytes);
    const StartFn function = m.function;
    PrintStackSizes(&out->Text(", "), &function);
    out->Text("}");
    before = ", ";
  }
  out->Text("}");
}

}  // namespace pagurus
