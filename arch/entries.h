// The assembly's entry points as C++ sees them.  Contracts stand above each in
// arch/<cpu>/*.S.  Those that only managed code may call are declared as bytes,
// so that C++ can take their addresses and nothing else.
#ifndef PAGURUS_ARCH_ENTRIES_H_
#define PAGURUS_ARCH_ENTRIES_H_

#include <stdint.h>

#include "arch/context.h"

#if defined(__x86_64__)
#include "arch/x86_64/copy.h"
#include "arch/x86_64/fp_modes.h"
#endif

#define PAG_ASM __attribute__((visibility("hidden")))

// Of functions that do not return, called by assembly or each other: there is
// nobody for whom they would have to save registers.
#if __has_attribute(preserve_none)
#define PAG_SAVES_NOTHING __attribute__((preserve_none))
#else
#define PAG_SAVES_NOTHING
#endif

// runtime/pagurus.h.
struct pag_chan;
struct pag_case;
struct pag_mutex;
struct pag_rwmutex;
struct pag_cond;
struct pag_waitgroup;
struct pag_once;
struct pag_semaphore;
struct pag_ticket;
// runtime/pagurus_gc.h.
struct pag_type;
struct pag_weak;

extern "C" {

// Runs what the Gobuf describes.  On g0.  Never returns: see Gogo below.
PAG_ASM void __pag_gogo(pagurus::Gobuf* buf);
// Saves its caller's context; going there returns from gosave once more.
PAG_ASM void __pag_gosave(pagurus::Gobuf* buf);
// Makes this place of this stack the start of the M's system stack, then runs
// fn there.
[[noreturn]] PAG_ASM void __pag_mstart(void (*fn)(void));
// Goes on after a __pag_setjmp.  `sp` is the stack pointer to return with.
[[noreturn]] PAG_ASM void __pag_longjmp_resume(const pagurus::JmpBuf* buf,
                                               uintptr_t value, uintptr_t sp,
                                               uintptr_t guard);

// Returns `value` from the pag_catch whose frame is at sp.
[[noreturn]] PAG_ASM void __pag_unwind_resume(uintptr_t sp, uintptr_t value,
                                              uintptr_t guard);

// Goes on where the current goroutine was preempted.  On g0.  The same.
PAG_ASM void __pag_resume_preempted(pagurus::SaveArea* area);

// Where a callback's managed function returns to.
PAG_ASM extern const uint8_t __pag_callback_return[];
// The safepoint in a loop that has no other (morestack.S).
PAG_ASM extern const uint8_t __pag_poll[];
// First code of a goroutine, entered by gogo with the closure in ctxt.
PAG_ASM extern const uint8_t __pag_gostart[];
// The frame under a goroutine's first function; its return address is + 1.
PAG_ASM extern const uint8_t __pag_goexit[];
// First managed function of the main goroutine: a Closure's fn.
PAG_ASM void __pag_main_start(void* main_args);

// Bounds of the code that no signal may stop (alloc.S); null in programs
// without the heap.
[[gnu::weak]] PAG_ASM extern const uint8_t __pag_alloc_begin[];
[[gnu::weak]] PAG_ASM extern const uint8_t __pag_alloc_end[];
// The same of the write barrier (barrier.S); the barrier, for managed code.
PAG_ASM extern const uint8_t __pag_note_begin[];
PAG_ASM extern const uint8_t __pag_note_end[];
PAG_ASM extern const uint8_t __pag_note[];
PAG_ASM extern const uint8_t __pag_note_range[];
// Runs finalizers: a goroutine's function.
PAG_ASM void __pag_run_finalizers(void*);

// What pag_goexit calls first, or null (runtime/goexit_hook.cc).
PAG_ASM extern void (*__pag_goexit_hook)(void);

// Bounds of managed text.
PAG_ASM extern const uintptr_t __pag_text_begin;
PAG_ASM extern const uintptr_t __pag_text_end;

// Which vector registers may need saving: XCR0 bits 2 and 6; set once.
PAG_ASM extern uint32_t __pag_vector_mask;
// XGETBV(1) tells which of them are in use.
PAG_ASM extern uint32_t __pag_has_xinuse;

// Provided by the runtime, called by the assembly on the system stack.
PAG_ASM void __pag_newstack(pagurus::SaveArea* area);
PAG_ASM void __pag_newstack_system(pagurus::SaveArea* area);
PAG_ASM void __pag_at_poll(pagurus::SaveArea* area);
PAG_ASM void __pag_become_managed(pagurus::SaveArea* registers);
PAG_ASM void __pag_callback_slow(void);
PAG_ASM void __pag_note_slow(uintptr_t word);
[[noreturn]] PAG_ASM PAG_SAVES_NOTHING void __pag_goexit0(void);
// Blocking calls (BLOCKING_CALL): on a goroutine's behalf, and native code's.
PAG_ASM PAG_SAVES_NOTHING void __pag_yield_op(void);
PAG_ASM void __pag_yield_native(void);
PAG_ASM void __pag_chan_send_op(pag_chan* ch, const void* element);
PAG_ASM void __pag_chan_send_native(pag_chan* ch, const void* element);
PAG_ASM int __pag_chan_recv_op(pag_chan* ch, void* element);
PAG_ASM int __pag_chan_recv_native(pag_chan* ch, void* element);
PAG_ASM int __pag_chan_send_for_op(pag_chan* ch, const void* element,
                                   int64_t ns);
PAG_ASM int __pag_chan_send_for_native(pag_chan* ch, const void* element,
                                       int64_t ns);
PAG_ASM int __pag_chan_recv_for_op(pag_chan* ch, void* element, int64_t ns);
PAG_ASM int __pag_chan_recv_for_native(pag_chan* ch, void* element, int64_t ns);
PAG_ASM int __pag_select_op(pag_case* cases, size_t n, int64_t timeout_ns,
                            int* received);
PAG_ASM int __pag_select_native(pag_case* cases, size_t n, int64_t timeout_ns,
                                int* received);
PAG_ASM int __pag_mutex_lock_slow_op(pag_mutex* mutex, int64_t ns);
PAG_ASM int __pag_mutex_lock_slow_native(pag_mutex* mutex, int64_t ns);
PAG_ASM void __pag_mutex_unlock_slow_op(pag_mutex* mutex);
PAG_ASM void __pag_mutex_unlock_slow_native(pag_mutex* mutex);
PAG_ASM int __pag_rwmutex_lock_slow_op(pag_rwmutex* rw, int64_t ns);
PAG_ASM int __pag_rwmutex_lock_slow_native(pag_rwmutex* rw, int64_t ns);
PAG_ASM int __pag_rwmutex_rlock_slow_op(pag_rwmutex* rw, int64_t ns);
PAG_ASM int __pag_rwmutex_rlock_slow_native(pag_rwmutex* rw, int64_t ns);
PAG_ASM void __pag_rwmutex_unlock_slow_op(pag_rwmutex* rw);
PAG_ASM void __pag_rwmutex_unlock_slow_native(pag_rwmutex* rw);
PAG_ASM void __pag_rwmutex_runlock_slow_op(pag_rwmutex* rw);
PAG_ASM void __pag_rwmutex_runlock_slow_native(pag_rwmutex* rw);
PAG_ASM void __pag_cond_enter_op(pag_cond* cond);
PAG_ASM void __pag_cond_enter_native(pag_cond* cond);
PAG_ASM int __pag_cond_block_op(pag_cond* cond, int64_t ns);
PAG_ASM int __pag_cond_block_native(pag_cond* cond, int64_t ns);
PAG_ASM void __pag_cond_wake_op(pag_cond* cond, uint32_t n);
PAG_ASM void __pag_cond_wake_native(pag_cond* cond, uint32_t n);
PAG_ASM void __pag_waitgroup_add_slow_op(pag_waitgroup* group, int32_t delta);
PAG_ASM void __pag_waitgroup_add_slow_native(pag_waitgroup* group,
                                             int32_t delta);
PAG_ASM int __pag_waitgroup_wait_slow_op(pag_waitgroup* group, int64_t ns);
PAG_ASM int __pag_waitgroup_wait_slow_native(pag_waitgroup* group, int64_t ns);
PAG_ASM int __pag_once_begin_op(pag_once* once);
PAG_ASM int __pag_once_begin_native(pag_once* once);
PAG_ASM void __pag_once_end_op(pag_once* once);
PAG_ASM void __pag_once_end_native(pag_once* once);
PAG_ASM int __pag_semaphore_acquire_slow_op(pag_semaphore* semaphore,
                                            int64_t ns);
PAG_ASM int __pag_semaphore_acquire_slow_native(pag_semaphore* semaphore,
                                                int64_t ns);
PAG_ASM void __pag_semaphore_release_slow_op(pag_semaphore* semaphore,
                                             uint32_t n);
PAG_ASM void __pag_semaphore_release_slow_native(pag_semaphore* semaphore,
                                                 uint32_t n);
PAG_ASM void __pag_park_prepare_op(pag_ticket* ticket);
PAG_ASM void __pag_park_prepare_native(pag_ticket* ticket);
PAG_ASM uintptr_t __pag_park_op(const pag_ticket* ticket, int64_t ns,
                                void (*cancel)(void*), void* arg);
PAG_ASM uintptr_t __pag_park_native(const pag_ticket* ticket, int64_t ns,
                                    void (*cancel)(void*), void* arg);
PAG_ASM int __pag_ready_op(const pag_ticket* ticket, uintptr_t value);
PAG_ASM int __pag_ready_native(const pag_ticket* ticket, uintptr_t value);
PAG_ASM void __pag_sleep_op(int64_t ns);
PAG_ASM void __pag_sleep_native(int64_t ns);
// Slow paths of allocation, and calls that return a reference: they leave it in
// the current G's sched.ret.  What allocates may have to wait for a collection
// instead: then it returns 1, else 0.
PAG_ASM uintptr_t __pag_alloc_op(pag_type* type);
PAG_ASM uintptr_t __pag_alloc_array_op(pag_type* type, size_t n);
PAG_ASM uintptr_t __pag_alloc_bytes_op(size_t n);
PAG_ASM uintptr_t __pag_try_alloc_op(pag_type* type, size_t n);
PAG_ASM void __pag_await_heap_op(void);
PAG_ASM void __pag_await_heap_native(void);
PAG_ASM void __pag_handle_get_op(uint64_t handle);
PAG_ASM void __pag_weak_get_op(const pag_weak* weak);
// Returns a pag_finalizer and leaves its object there.
PAG_ASM void* __pag_next_finalizer(void);
[[noreturn]] PAG_ASM void __pag_goexit_native(void);
[[noreturn]] PAG_ASM void __pag_longjmp_native(pagurus::JmpBuf* buf, int val);
PAG_ASM void* __pag_arena_grow_native(uintptr_t bytes, uintptr_t align);

}  // extern "C"

namespace pagurus {

// A signal frame's caller is looked up by the return address as it is, so an
// instruction of the caller's must follow the call.
[[noreturn, gnu::always_inline]] inline void Gogo(Gobuf* buf) {
  __pag_gogo(buf);
  __builtin_trap();
}
[[noreturn]] inline void ResumePreempted(SaveArea* area) {
  __pag_resume_preempted(area);
  __builtin_trap();
}

// The thread's floating-point modes; also kept for the next goroutine to
// compare its own with (block.S).
inline FpModes NoteFpModes() {
  FpModes modes;
  SaveFpModes(&modes);
  pag_tls.mxcsr = modes.mxcsr;
  pag_tls.fpucw = modes.fpucw;
  return modes;
}

// The return address of a goroutine's first function: one byte into
// __pag_goexit, past a nop, so that the byte before it is in the function.
inline uintptr_t GoexitReturnAddress() {
  return reinterpret_cast<uintptr_t>(__pag_goexit) + 1;
}

// If a thread that is there may not be stopped: it allocates, or notes.
inline bool IsNoting(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(__pag_note_begin) &&
         pc < reinterpret_cast<uintptr_t>(__pag_note_end);
}
inline bool IsAllocating(uintptr_t pc) {
  return pc >= reinterpret_cast<uintptr_t>(__pag_alloc_begin) &&
         pc < reinterpret_cast<uintptr_t>(__pag_alloc_end);
}

inline bool IsManagedText(uintptr_t pc) {
  return pc >= __pag_text_begin && pc < __pag_text_end;
}

}  // namespace pagurus

#endif  // PAGURUS_ARCH_ENTRIES_H_
