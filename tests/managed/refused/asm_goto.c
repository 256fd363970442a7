// REFUSE: asm_goto.c:3: .*asm goto
int main(int argc, char **argv) {
  __asm__ goto("testl %0, %0\n\tjs %l1" : : "r"(argc) : "cc" : negative);
  (void)argv;
  return 0;
negative:
  return 1;
}
