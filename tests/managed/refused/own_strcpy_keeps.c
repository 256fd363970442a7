// Other files hand strcpy addresses in moving stacks.
// FLAGS: -g
// REFUSE: own_strcpy_keeps.c:7: error: strcpy: .*keeps the address
static char *volatile last;
char *strcpy(char *to, const char *from) {
  char *start = to;
  last = to;
  while ((*to++ = *from++)) continue;
  return start;
}
char *LastCopy(void) { return last; }
