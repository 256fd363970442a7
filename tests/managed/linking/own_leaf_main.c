// A program's own functions with the names of library routines that managed
// code calls without a gate: those of the same type must be what is called,
// those of another type are ordinary functions, on whose stack things grow.
#include "../programs/common.h"

extern int calls_of_strcmp, calls_of_strcpy;
struct Room {
  int floors;
};
int floor_of(struct Room *room, int depth);

NOINLINE static int Compare(const char *a, const char *b) {
  char local[32];
  strcpy(local, a);
  return strcmp(local, b) < 0;
}

NOINLINE static int Sort(int depth, const char **words, int n) {
  const char *first = words[0];
  for (int i = 1; i < n; i++)
    if (Compare(words[i], first)) first = words[i];
  if (depth) return Sort(depth - 1, words + (words[1] != 0), n - 1) + 1;
  return first[0];
}

int main(int argc, char **argv) {
  const char *words[40];
  char text[40][8];
  for (int i = 0; i < 40; i++) {
    sprintf(text[i], "%c%d", 'a' + (i * 7) % 26, i + argc);
    words[i] = text[i];
  }
  printf("%d\n", Sort(30, words, 36));
  printf("%d %d\n", calls_of_strcmp, calls_of_strcpy);
  struct Room room = {3};
  printf("%d %d\n", floor_of(&room, 400), room.floors);
  printf("%u\n", Dig(300, 2));
  (void)argv;
  return 0;
}
