// EXPECT: : changes SP in a way that cannot be followed (I3)
#include "tests/headroom/programs/managed.h"
BEGIN broken
        movq    %rsp, %rax
        andq    $-64, %rsp
        movq    %rax, %rsp
        retq
END_MANAGED broken, 8
