// Registers the maps of testdata/sample.S as the linker left them and looks
// functions up by their real addresses.  Linked as a C program: libc only.
#include <stdio.h>

extern const char sample_sum[], sample_first[], sample_many[], sample_inline[];
int sample_second(void);
int sample_check(const char* begin, unsigned size, const char* what);
int sample_register(void);

int main(void) {
  if (!sample_register()) return 1;
  sample_second();
  int ok = sample_check(sample_sum, 112, "sum") &
           sample_check(sample_first, 32, "first") &
           sample_check(sample_many, 43, "many") &
           sample_check(sample_inline, 30, "inline");
  if (ok) puts("found all");
  return !ok;
}
