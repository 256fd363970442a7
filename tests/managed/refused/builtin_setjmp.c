// REFUSE: builtin_setjmp.c:[0-9]+: .*setjmp
static void *buffer[5];
__attribute__((noinline)) static void f(void) { __builtin_longjmp(buffer, 1); }
int main(void) {
  if (__builtin_setjmp(buffer)) return 3;
  f();
  return 1;
}
