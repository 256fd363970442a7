// ARGS: one "two" 3
// main's arguments, environment and auxiliary third parameter; main called
// recursively by the program itself; falling off main's end returns 0.
#include "common.h"

static int calls;

int main(int argc, char **argv, char **environment) {
  int local = argc;
  if (++calls < 50) {
    char *fake[4] = {argv[0], argc > 1 ? argv[1] : NULL, NULL, NULL};
    int r = main(argc > 1 ? 2 : 1, fake, environment);
    if (calls == 50) calls += r;
    if (argc == 4) printf("%d %d\n", r, local);
  } else {
    return 7;
  }
  if (argc == 4) {
    for (int i = 1; i < argc; i++) printf("%s\n", argv[i]);
    printf("%d %d %d\n", argc, argv[argc] == NULL, environment != NULL);
    printf("%u\n", Dig(600, 1));
  }
}
