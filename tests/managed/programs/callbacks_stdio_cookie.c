// Native stdio calls managed read and write functions (fopencookie), which
// recurse and print to another stream themselves.
#define _GNU_SOURCE
#include <stdio.h>

#include "common.h"

typedef struct {
  char *data;
  size_t size, position;
  int calls;
} Buffer;

NOINLINE static size_t CopyDeep(char *to, const char *from, size_t n) {
  if (n == 0) return 0;
  char c = *from;
  to[0] = c;
  return 1 + CopyDeep(to + 1, from + 1, n - 1);
}

static ssize_t Write(void *cookie, const char *data, size_t size) {
  Buffer *b = cookie;
  b->calls++;
  size_t n = size < b->size - b->position ? size : b->size - b->position;
  b->position += CopyDeep(b->data + b->position, data, n);
  char note[32];
  snprintf(note, sizeof note, "w%zu ", n);
  fputs(note, stdout);
  return (ssize_t)n;
}

static ssize_t Read(void *cookie, char *data, size_t size) {
  Buffer *b = cookie;
  size_t left = b->size - b->position;
  size_t n = size < left ? size : left;
  if (n > 50) n = 50;
  b->calls++;
  b->position += CopyDeep(data, b->data + b->position, n);
  return (ssize_t)n;
}

static int Close(void *cookie) {
  Buffer *b = cookie;
  printf("close after %d calls\n", b->calls);
  return 0;
}

int main(void) {
  char memory[400];
  Buffer out = {memory, sizeof memory, 0, 0};
  FILE *f =
      fopencookie(&out, "w", (cookie_io_functions_t){NULL, Write, NULL, Close});
  setvbuf(f, NULL, _IOFBF, 64);
  for (int i = 0; i < 30; i++) fprintf(f, "line %d;", i);
  fclose(f);
  Buffer in = {memory, out.position, 0, 0};
  f = fopencookie(&in, "r", (cookie_io_functions_t){Read, NULL, NULL, Close});
  char word[32];
  int number, count = 0, sum = 0;
  while (fscanf(f, "%4s %d;", word, &number) == 2) {
    count++;
    sum += number + (int)(Dig(2, 1) & 1);
  }
  fclose(f);
  printf("%d %d %u\n", count, sum, Dig(400, 3));
  return 0;
}
