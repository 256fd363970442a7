// EXPECT: : leads to functions that call each other and none of which checks that there is room (I5):
// EXPECT: broken: 16 bytes, then
// EXPECT: second: 16 bytes, then
// EXPECT:  bytes, and again
#include "tests/headroom/programs/managed.h"
BEGIN broken
        pushq   %rax
        callq   second
        popq    %rax
        retq
END_MANAGED broken, 8
BEGIN second
        pushq   %rax
        callq   broken
        popq    %rax
        retq
END_MANAGED second, 8
