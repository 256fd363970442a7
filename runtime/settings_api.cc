// The part of pagurus.h about the runtime as a whole: its version, its
// settings, what it has counted.
#include "runtime/m.h"
#include "runtime/move_profile.h"
#include "runtime/pagurus.h"
#include "runtime/sched/sched.h"
#include "runtime/stack_sizes.h"
#include "runtime/stats.h"
#include "runtime/switches.h"

#define PAGURUS_API extern "C" __attribute__((visibility("default")))

PAGURUS_API int pag_abi_version(void) { return PAG_ABI_VERSION; }

PAGURUS_API uint32_t pag_procs(void) { return pagurus::GetProcs(); }

PAGURUS_API int pag_set_procs(uint32_t procs) {
  if (pag_tls.m == nullptr) pagurus::AttachThread();
  return pagurus::SetProcs(procs);
}

PAGURUS_API void pag_get_stats(pag_stats* stats, size_t size) {
  using pagurus::TotalStats;
  const pagurus::Stats total = TotalStats();
  pag_stats all = {};
  all.goroutines_started = total.goroutines;
  all.goroutines_ended = total.goroutines_ended;
  all.moves = total.moves;
  all.grows = total.grows;
  all.shrinks = total.shrinks;
  all.bytes_copied = total.bytes_copied;
  all.frames = total.frames;
  all.pointers_rewritten = total.pointers_rewritten;
  all.max_stack_bytes = total.max_stack_bytes;
  all.starts_above_minimum = total.starts_above_minimum;
  all.growths_avoided = total.growths_avoided;
  all.in_place = total.in_place;
  all.pages_moved = total.pages_moved;
  all.shrink_looks = total.shrink_looks;
  all.shrunk_bytes = total.shrunk_bytes;
  all.arena_bytes = total.arena_bytes;
  all.shrink_rests = total.shrink_rests;
  all.shrink_running = total.shrink_running;
  all.shrink_native = total.shrink_native;
  all.shrink_thread = total.shrink_thread;
  all.shrink_signal = total.shrink_signal;
  all.shrink_claimed = total.shrink_claimed;
  all.shrink_memory = total.shrink_memory;
  all.shrink_off = total.shrink_off;
  all.move_ns = total.move_ns;
  const size_t known = size < sizeof all ? size : sizeof all;
  __builtin_memcpy(stats, &all, known);
  __builtin_memset(reinterpret_cast<char*>(stats) + known, 0, size - known);
}

PAGURUS_API uint64_t pag_get_stack_sizes(uint64_t* counts, size_t n) {
  return pagurus::CountStackSizes(counts, n, nullptr);
}

PAGURUS_API uint64_t pag_get_function_stack_sizes(void (*function)(void* arg),
                                                  uint64_t* counts, size_t n) {
  return pagurus::CountStackSizes(counts, n, &function);
}

PAGURUS_API int pag_profile_moves(int on) {
  pagurus::InitOnce();
  const uint64_t value = on != 0 ? 1 : 0;
  return __atomic_exchange_n(&pagurus::switches.profilemoves, value,
                             __ATOMIC_RELAXED) != 0;
}

PAGURUS_API size_t pag_get_function_moves(pag_function_moves* entries,
                                          size_t n) {
  return pagurus::FunctionMoves(entries, n);
}
