// REFUSE: asm_reads_stack_pointer.c:4: .*(stack pointer|rsp|asm)
int main(void) {
  unsigned long sp;
  __asm__ volatile("movq %%rsp, %0" : "=r"(sp));
  return (int)(sp & 7);
}
