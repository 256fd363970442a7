// REFUSE: asm_pushes.c:4: .*(push|stack pointer|asm)
int main(void) {
  long flags;
  __asm__ volatile("pushfq\n\tpopq %0" : "=r"(flags));
  return (int)(flags & 0);
}
