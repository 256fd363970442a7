// Native code on the goroutine stack (I6).
// REFUSE: asm_calls.c:(5|6): .*(call|asm)
__attribute__((used)) void target(void) {}
int main(void) {
  __asm__ volatile(
      "call target" ::: "rax", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory", "cc");
  return 0;
}
