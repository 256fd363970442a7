// Managed functions for tests (functions.S), as C++ calls and names them.
// Called from native code they run as callbacks; on a goroutine they are what
// a managed program consists of.
#ifndef PAGURUS_RUNTIME_TESTING_FUNCTIONS_H_
#define PAGURUS_RUNTIME_TESTING_FUNCTIONS_H_

#include <stdint.h>

extern "C" {

// The sum of n, n - 1, ... 1 and *parent, each read from its owner's frame
// through a pointer that the frame below keeps in a home.
long t_recurse(long n, long* parent);

// The same with the pointer passed on the stack, as the eighth argument.
long t_stack_args(long n, long, long, long, long, long, long, long* parent);

// t_stack_args(n, ..., parent), from register arguments.
long t_stack_args_start(long n, long* parent);

// Recurses n times, then calls fn(arg) through a gate.  Each frame has a word
// of its own, which its child checks through a home after the call.  Returns
// the number of frames.
long t_deep_call(long n, void (*fn)(void*), void* arg);

// The same, and calls fn in each frame on the way back, too.
long t_call_each(long n, void (*fn)(void*), void* arg);

// What a function sees at its entry.
struct TestRegisters {
  uint64_t rdi, rsi, rdx, rcx, r8, r9, rax, r10;
  uint64_t rbx, rbp, r12, r13, r14, r15;
  uint64_t pad[2];
  uint8_t vectors[8][64];
};
// Loads the registers from *in and calls a managed function with a frame of
// 8 KiB, whose body stores them in *out.  `width` is that of the vector
// registers: 16, 32 or 64 bytes.
void t_registers(const TestRegisters* in, TestRegisters* out, long width);

// Calls fn(0, 1, ... n - 1), n from 7 to 22, six words in registers, the
// others on the stack.
long t_gate_args(long (*fn)(long, long, long, long, long, long, ...), long n);

// setjmp(buf), then fn(buf) through a gate.  Returns 0, or after a longjmp its
// value plus 1000 times a word of the frame, which is 7.
long t_setjmp(void* buf, void (*fn)(void*));
// The same with sigsetjmp(buf, 1).
long t_sigsetjmp(void* buf, void (*fn)(void*));

// setjmp(buf), then fn(buf) through a gate, again each time that it jumps back;
// returns how often setjmp has returned.
long t_setjmp_again(void* buf, void (*fn)(void*));

// longjmp(buf, val), n frames further down.
void t_longjmp_below(long n, void* buf, long val);

// As t_setjmp's fn: longjmp(buf, 9), t_jump_depth frames further down.
void t_recurse_and_jump(void* buf);
extern long t_jump_depth;

// Calls fn(arg) on the stack that it stands on, as a leaf routine is called.
void t_straight(void (*fn)(void*), void* arg);

// Calls fn n times through a gate.
void t_call_loop(long n, void (*fn)(void*));

// Yields n times with known values in the callee-saved registers and another
// rounding mode than the default; returns how often one of them had changed.
long t_yield(long n);

// first(0), a yield, second(0); the functions through gates.
void t_yield_between(void (*first)(void*), void (*second)(void*));

// setjmp(buf), counting *left down each time it returns, until that is 0;
// between two times it calls managed functions with growing stacks.  Returns
// a word of its frame, which is 7.
long t_setjmp_spin(void* buf, long* left);

// Takes `bytes` bytes from the pinned arena, calls fn(address, arg) through a
// gate, gives them back.
void t_pinned(long bytes, long align, void (*fn)(void*, void*), void* arg);

// Calls fn(arg) through a gate with two reference homes: `dead`, whose bit is 0
// there, and `live`.
long t_references(uintptr_t dead, uintptr_t live, void (*fn)(void*), void* arg);
// The same, whose check is poisoned: both are references there.
long t_references_at_check(uintptr_t one, uintptr_t two, void (*fn)(void*),
                           void* arg);
// A poisoned poll with the homes of t_references.
long t_references_at_poll(uintptr_t dead, uintptr_t live);

// Receives an element of 8 bytes into its frame, with `live` in a reference home
// meanwhile; returns the element.
long t_receive(struct pag_chan* ch, uintptr_t live);
// Sends `word` from its frame.
long t_send(struct pag_chan* ch, uintptr_t word);

// Puts words[0..2] into reference homes, comes to two checks and reads them
// back.  Of the first home the maps say, wrongly, that it is dead at the first
// check; of the third, at both, as of a word that is no reference.
long t_reference_bits(uintptr_t* words);

// *sum = fn(sum), through a gate, which has nothing to do with the x87 stack
// but to keep it; 0.
long t_float_gate(long double (*fn)(long double*), long double* sum);

// Comes to a check and to a poll with the guard poisoned; 0.
long t_poisoned();

// Calls a managed function again and again until *flag is not 0.
void t_spin(volatile long* flag);

// Recurses over a frame of a function that has no frame record.
void t_no_record(long n);

// Yields from managed code, once.
void t_yield_once(void*);

// Sets the default floating-point modes and yields, again and again.
void t_default_modes(void*);

// pag_goexit from managed code.
void t_goexit(void*);

// A goroutine's function: invocation->result = invocation->fn(args...), then
// invocation->done = 1.
struct TestInvocation {
  void* fn;
  long args[6];
  long result;
  long done;
};
void t_invoke(void* invocation);

// A goroutine's function: yields until the word at `done` is not 0, then
// calls `then` through a gate.
struct TestWait {
  volatile long* done;
  void (*then)(void);
};
void t_wait(void* wait);

}  // extern "C"

#endif  // PAGURUS_RUNTIME_TESTING_FUNCTIONS_H_
