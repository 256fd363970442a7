// EXPECT: : SP differs between two paths to this place (I3)
#include "tests/headroom/programs/managed.h"
BEGIN broken
        testl   %edi, %edi
        je      1f
        pushq   %rax
1:      retq
END_MANAGED broken, 8
