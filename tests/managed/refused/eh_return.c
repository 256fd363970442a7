// REFUSE: eh_return.c:2: 
__attribute__((noinline)) void f(long offset, void *handler) { __builtin_eh_return(offset, handler); }
int main(int argc, char **argv) {
  if (argc > 100) f(0, argv);
  return 0;
}
