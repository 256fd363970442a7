// A byte-code interpreter with computed goto, whose registers and operand stack
// are locals; byte code calls other byte code by recursion of the interpreter.
#include "common.h"

enum {
  PUSH,
  ADD,
  MUL,
  SUB,
  DUP,
  SWAP,
  JNZ,
  DEC,
  LOAD,
  STORE,
  CALL,
  RET,
  NATIVE
};

NOINLINE static int Helper(int *cell, int k) {
  *cell = *cell * 3 + k + (int)(Dig(2, 1) & 1);
  return *cell & 0xff;
}

NOINLINE static int Interpret(const signed char *program, int pc, int argument,
                              int depth) {
  static const void *const labels[] = {&&push, &&add, &&mul,   &&sub,  &&dup,
                                       &&swap, &&jnz, &&dec,   &&load, &&store,
                                       &&call, &&ret, &&native};
  int stack[16], *sp = stack;
  int regs[4] = {argument, 0, 0, 0};
#define NEXT goto *labels[program[pc++]]
  NEXT;
push:
  *sp++ = program[pc++];
  NEXT;
add:
  sp--;
  sp[-1] = (int)((unsigned)sp[-1] + (unsigned)sp[0]);
  NEXT;
mul:
  sp--;
  sp[-1] = (int)((unsigned)sp[-1] * (unsigned)sp[0] % 10007u);
  NEXT;
sub:
  sp--;
  sp[-1] = (int)((unsigned)sp[-1] - (unsigned)sp[0]);
  NEXT;
dup:
  *sp = sp[-1];
  sp++;
  NEXT;
swap: {
  int t = sp[-1];
  sp[-1] = sp[-2];
  sp[-2] = t;
}
  NEXT;
jnz: {
  int target = program[pc++];
  if (*--sp) pc = target;
}
  NEXT;
dec:
  sp[-1]--;
  NEXT;
load:
  *sp++ = regs[program[pc++]];
  NEXT;
store:
  regs[program[pc++]] = *--sp;
  NEXT;
call: {
  int target = program[pc++];
  sp[-1] = Interpret(program, target, sp[-1], depth + 1);
}
  NEXT;
native:
  sp[-1] = Helper(sp - 1, depth);
  NEXT;
ret:
  return sp[-1];
#undef NEXT
}

// f(n) = n == 0 ? 1 : (n * f(n - 1)) % 10007 + native(n)
static const signed char kProgram[] = {
    LOAD, 0, JNZ, 7, PUSH, 1, RET,
    /* 7 */ LOAD, 0, DUP, DEC, CALL, 0, MUL, LOAD, 0, NATIVE, ADD, RET,
    /* 19: loop adding f(k), k = argument..1 */
    LOAD, 0, STORE, 1, PUSH, 0, STORE, 2,
    /* 27 */ LOAD, 1, CALL, 0, LOAD, 2, ADD, STORE, 2, LOAD, 1, DEC, DUP, STORE,
    1, JNZ, 27, LOAD, 2, RET};

int main(void) {
  printf("%d\n", Interpret(kProgram, 0, 10, 0));
  printf("%d\n", Interpret(kProgram, 0, 700, 0));
  printf("%d\n", Interpret(kProgram, 19, 30, 0));
  return 0;
}
