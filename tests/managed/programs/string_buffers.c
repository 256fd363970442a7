// String functions on local buffers: native ones that keep nothing, ones that
// return pointers into their arguments, and end pointers written through a
// local.
#include <ctype.h>
#include <strings.h>

#include "common.h"

NOINLINE static int Words(const char *text, char out[][16], int max) {
  char copy[128];
  strncpy(copy, text, sizeof copy - 1);
  copy[sizeof copy - 1] = 0;
  char *save = NULL;
  int n = 0;
  for (char *w = strtok_r(copy, " ,", &save); w && n < max;
       w = strtok_r(NULL, " ,", &save)) {
    snprintf(out[n++], 16, "%s", w);
    Dig(2, (unsigned char)*w);
  }
  return n;
}

NOINLINE static long Numbers(const char *text) {
  char buffer[64];
  strcpy(buffer, text);
  char *at = buffer, *end;
  long sum = 0;
  for (;;) {
    long v = strtol(at, &end, 0);
    if (end == at) break;
    sum = sum * 3 + v;
    Dig(3, 1);
    at = end;
    while (*at == ';') at++;
  }
  return sum + (at - buffer);
}

NOINLINE static int Nest(int depth, const char *outer, char *result) {
  char mine[80];
  size_t n = strlen(outer);
  memcpy(mine, outer, n + 1);
  char *x = strchr(mine, 'x');
  char *tail = strstr(mine, "tail");
  if (depth) Nest(depth - 1, mine, result);
  if (x) *x = 'y';
  if (tail) tail[0] = 'T';
  if (depth == 0) strcat(strcpy(result, mine), "!");
  return strcmp(mine, outer) > 0;
}

int main(void) {
  char words[10][16];
  int n = Words("hermit crabs, move into bigger, shells", words, 10);
  for (int i = 0; i < n; i++) printf("%s|", words[i]);
  printf("\n%ld\n", Numbers("12;0x1f;-7;010;99"));
  char result[100];
  printf("%d ", Nest(200, "ox and tail", result));
  printf("%s\n", result);
  char a[40] = "abc", b[40];
  memset(b, 'z', sizeof b);
  b[39] = 0;
  printf("%d %d %d\n", strcmp(a, b) < 0, strcasecmp("ABC", a),
         memcmp(a, "abd", 3) < 0);
  memmove(b + 3, b, 20);
  memcpy(b, a, 3);
  printf("%s %zu %zu\n", b, strspn(b, "abc"), strcspn(b, "z"));
  char *p = strrchr(a, 'c');
  Dig(500, 1);
  printf("%s %d\n", p, (int)(p - a));
  // strtok keeps a pointer into our buffer between the calls.
  char sentence[] = "kept between calls";
  size_t lengths = 0;
  for (char *w = strtok(sentence, " "); w; w = strtok(NULL, " ")) {
    lengths = lengths * 10 + strlen(w);
    Dig(40, 1);
  }
  printf("%zu\n", lengths);
  char big[3000];
  for (int i = 0; i < 2999; i++) big[i] = (char)('a' + i % 26);
  big[2999] = 0;
  char *hit = memchr(big + 1000, 'q', 1000);
  printf("%d %zu\n", (int)(hit - big), strlen(big));
  return 0;
}
