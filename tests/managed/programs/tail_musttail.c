// STRESS: stressmove=20000
// `musttail` is a jump at every optimisation level: an interpreter of chained
// handlers that must not use stack, alternating with real calls that do.
#include "common.h"

typedef struct Vm Vm;
typedef uint64_t (*Op)(Vm *, const unsigned char *, uint64_t);
struct Vm {
  const Op *ops;
  long budget;
  int depth;
};

#define DISPATCH(acc) \
  __attribute__((musttail)) return vm->ops[*pc](vm, pc, (acc))

static uint64_t OpAdd(Vm *vm, const unsigned char *pc, uint64_t acc) {
  acc += pc[1];
  pc += 2;
  DISPATCH(acc);
}
static uint64_t OpMul(Vm *vm, const unsigned char *pc, uint64_t acc) {
  acc = acc * 31 + pc[1];
  pc += 2;
  DISPATCH(acc);
}
static uint64_t OpLoop(Vm *vm, const unsigned char *pc, uint64_t acc) {
  if (--vm->budget <= 0) return acc;
  pc -= pc[1];
  DISPATCH(acc);
}
static uint64_t OpCall(Vm *vm, const unsigned char *pc, uint64_t acc) {
  int local = vm->depth;
  if (vm->budget % 5000 == 0)
    acc = Mix(acc, Dig((unsigned)(local + 200), (unsigned)acc));
  pc += 2;
  DISPATCH(acc);
}

static const Op kOps[] = {OpAdd, OpMul, OpLoop, OpCall};

int main(void) {
  static const unsigned char program[] = {0, 7, 1, 3, 3, 0, 0, 9, 2, 8};
  Vm vm = {kOps, 300000, 1};
  printf("%llx\n", (unsigned long long)kOps[program[0]](&vm, program, 1));
  return 0;
}
