#include <string.h>
long measured(const char *s) { return (long)strlen(s) + 1; }
int main(int argc, char **argv) { return (int)measured(argv[argc - 1]) & 0; }
