// The library's own types: called straight from any file.
#include <stddef.h>

int calls_of_strcmp, calls_of_strcpy;

int strcmp(const char *a, const char *b) {
  calls_of_strcmp++;
  while (*a && *a == *b) a++, b++;
  return (unsigned char)*a - (unsigned char)*b;
}

char *strcpy(char *to, const char *from) {
  calls_of_strcpy++;
  for (size_t i = 0; (to[i] = from[i]) != 0; i++) continue;
  return to;
}
