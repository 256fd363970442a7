// NOSTATS: main calls nothing, so nothing grows
// main has no frame and no check, and jumps to a gate: what comes below its
// caller's frame is that caller's to have room for (I5).  Found by Expat's
// configure, whose test programs are like this.
#include <stdlib.h>
#include <sys/random.h>

int main(void) { return (int)getrandom(NULL, 0, 0); }
