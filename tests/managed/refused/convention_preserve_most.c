// REFUSE: convention_preserve_most.c:2: .*convention
__attribute__((preserve_most, noinline)) int f(int *a) { return ++*a; }
int main(int argc, char **argv) {
  (void)argv;
  return f(&argc) - 2;
}
