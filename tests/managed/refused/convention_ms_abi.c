// REFUSE: convention_ms_abi.c:2: .*convention
__attribute__((ms_abi, noinline)) int f(int a, int b) { return a - b; }
int main(int argc, char **argv) {
  (void)argv;
  return f(argc, 1);
}
