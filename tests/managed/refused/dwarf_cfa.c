// REFUSE: dwarf_cfa.c:3: 
__attribute__((noinline)) static void *f(void) {
  return __builtin_dwarf_cfa();
}
int main(void) { return f() == 0; }
