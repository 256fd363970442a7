// Threads become Ms when they first run managed code.
//
// Managed code reaches a thread that has never seen any only as a callback: a
// constructor before main, a thread's start routine, a signal handler.  Such a
// thread gets an M and its g0, which stands for the thread's own stack.
// Managed code runs there in place; it cannot move, and needs not.
//
// A thread is attached, as far as __pag_callback can see, the moment its
// callback records are set.  Nothing before that may call back (a program's
// malloc may be managed code), so signals are blocked and nothing but system
// calls is used.  The rest may call back, and finds a guard that never fails.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "arch/entries.h"
#include "runtime/arena.h"
#include "runtime/barrier.h"
#include "runtime/extra.h"
#include "runtime/first_chunk.h"
#include "runtime/m.h"
#include "runtime/print.h"
#include "runtime/proc.h"
#include "runtime/sched/fork.h"
#include "runtime/sched/native.h"
#include "runtime/sched/start_m.h"
#include "runtime/signal_mask.h"
#include "runtime/sync/wait_block.h"

// ld.so's: the main thread's stack at the process's start.
extern "C" [[gnu::weak]] void* __libc_stack_end;

namespace pagurus {
namespace {

constexpr size_t kPage = 4096;
// Room for a signal frame comes on top.
constexpr size_t kSignalStack = size_t{64} << 10;
// Of the deepest chain of callbacks; touched as needed.
constexpr size_t kCallbackRecords = 65536;
// A callback's check fails this far above the end of the thread's stack.
constexpr size_t kSystemReserve = size_t{16} << 10;
// callback_guard of a stack whose bounds are not known: no SP is below it.
constexpr uintptr_t kGuardUnknown = 0;

size_t PageUp(size_t bytes) { return (bytes + kPage - 1) & -kPage; }

constinit pthread_key_t detach_key{};
constinit pthread_once_t detach_once = PTHREAD_ONCE_INIT;

// A thread's end.  C libraries reuse its thread-local storage uncleared.
void Detach(void* pointer) {
  M* m = static_cast<M*>(pointer);
  {
    RuntimeScope scope;
    EndExtra(m->g0);
    LeaveNotes(m);
  }
  StoreGuard(kGuardNative);
  RemoveM(m);
  LeaveSignalStack();
  FreeArena(m->g0);
  // A timer that lost a race for one of its waits may still look at g0.
  if (m->g0->ticket.load(std::memory_order_relaxed) != 0) AwaitFiring();
  FreeWaitBlock(m->g0);
  FreeArena(&m->signal_g);
  GiveSpareChunks(m);
  pag_tls = ThreadState{};
  munmap(m, m->mapped);
}

void MakeDetachKey() {
  if (pthread_key_create(&detach_key, Detach) != 0) {
    Fatal("no thread-specific data key is left");
  }
}

// One mapping: the M, a page without access, the signal stack, the callback
// records.
M* MapM() {
  const size_t signal = PageUp(kSignalStack + getauxval(AT_MINSIGSTKSZ));
  const size_t records = kCallbackRecords * sizeof(CallbackRecord);
  const size_t own = PageUp(sizeof(M));
  const size_t size = own + kPage + signal + records;
  void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) Fatal("no memory for a thread's state");
  M* m = static_cast<M*>(memory);
  m->mapped = size;
  char* guard_page = static_cast<char*>(memory) + own;
  mprotect(guard_page, kPage, PROT_NONE);
  m->signal_stack_lo = reinterpret_cast<uintptr_t>(guard_page) + kPage;
  m->signal_stack_hi = m->signal_stack_lo + signal;
  m->callback_base = reinterpret_cast<CallbackRecord*>(m->signal_stack_hi);
  m->callback_guard = kGuardUnknown;
  m->g0 = &m->g0_storage;
  InitG(m->g0, GStatus::kSystem);
  InitG(&m->signal_g, GStatus::kSystem);
  return m;
}

// Where the thread's own stack lies.
bool FindStack(uintptr_t* lo, uintptr_t* hi) {
  if (getpid() == gettid()) {
    // pthread_getattr_np would read /proc/self/maps.
    rlimit limit;
    if (&__libc_stack_end == nullptr || getrlimit(RLIMIT_STACK, &limit) != 0 ||
        limit.rlim_cur == RLIM_INFINITY) {
      return false;
    }
    *hi = reinterpret_cast<uintptr_t>(__libc_stack_end);
    *lo = limit.rlim_cur < *hi ? *hi - limit.rlim_cur : 0;
    return true;
  }
  pthread_attr_t attr;
  if (pthread_getattr_np(pthread_self(), &attr) != 0) return false;
  void* address;
  size_t size;
  const bool ok = pthread_attr_getstack(&attr, &address, &size) == 0;
  pthread_attr_destroy(&attr);
  *lo = reinterpret_cast<uintptr_t>(address);
  *hi = *lo + size;
  return ok;
}

void BecomeM() {
  M* m = MapM();
  m->tls = &pag_tls;
  m->guard_word = GuardWordAddress();
  m->errno_location = &errno;
  NoteFpModes();
  m->tid = gettid();
  pag_tls.g = m->g0;
  pag_tls.m = m;
  pag_tls.callback_guard = GuardWord(kGuardUnknown);
  pag_tls.callback_limit = m->callback_base + kCallbackRecords;
  pag_tls.callback_top = m->callback_base;
  SanitizerAttach(m);
  AddM(m);
  // From here on who stops the world sees it.  Who has stopped it already does
  // not look again.
  if (WorldStops()) {
    __atomic_store_n(&pag_tls.callback_guard, kGuardPoison, __ATOMIC_RELAXED);
  }
  UseSignalStack();
}

}  // namespace

void AttachThread() {
  if (pag_tls.m != nullptr) return;
  InitOnce();
  {
    SignalsBlocked blocked;
    BecomeM();
  }
  M* m = pag_tls.m;
  uintptr_t lo, hi;
  if (FindStack(&lo, &hi)) {
    m->g0->stack_lo = lo;
    m->g0->stack_hi = hi;
    m->callback_guard = lo + kSystemReserve;
    // Unless it has been poisoned; then what takes the poison away knows.
    uintptr_t unknown = GuardWord(kGuardUnknown);
    __atomic_compare_exchange_n(&pag_tls.callback_guard, &unknown,
                                GuardWord(m->callback_guard), false,
                                __ATOMIC_RELAXED, __ATOMIC_RELAXED);
  }
  PrepareArena(m->g0);
  // A program with other threads may fork in one of them.
  if (getpid() != gettid()) WatchForks();
  pthread_once(&detach_once, MakeDetachKey);
  pthread_setspecific(detach_key, m);
}

}  // namespace pagurus

// From __pag_callback: no callback record is free.
void __pag_callback_slow() {
  if (pag_tls.m != nullptr) {
    pagurus::Fatal("calls from native into managed code are nested too deep");
  }
  pagurus::AttachThread();
}
