// Its resolver runs before the runtime exists.
// REFUSE: ifunc.c:.*ifunc
static int Fast(int x) { return x + 1; }
static int (*Resolve(void))(int) { return Fast; }
int Indirect(int) __attribute__((ifunc("Resolve")));
int main(int argc, char **argv) {
  (void)argv;
  return Indirect(argc);
}
