// The address is taken, never called by name.
// REFUSE: setcontext_pointer.c:[0-9]+: .*setcontext
#include <ucontext.h>
static int (*const table[])(const ucontext_t *) = {setcontext};
static ucontext_t context;
int main(int argc, char **argv) {
  (void)argv;
  return argc > 5 ? table[0](&context) : 0;
}
