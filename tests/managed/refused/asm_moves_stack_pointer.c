// REFUSE: asm_moves_stack_pointer.c:5: .*(stack pointer|rsp|asm)
int main(void) {
  long x = 1;
  // Red zone or not: nobody may move SP behind the frame's back.
  __asm__ volatile("subq $128, %%rsp\n\tpushq %0\n\tpopq %0\n\taddq $128, %%rsp" : "+r"(x));
  return (int)x;
}
