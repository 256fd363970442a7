// REFUSE: frame_address.c:5: .*frame.?address
#include <stdio.h>
int main(void) {
  printf("%d\n",
         __builtin_frame_address(0) != NULL);
  return 0;
}
