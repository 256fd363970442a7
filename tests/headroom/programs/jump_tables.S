// EXPECT: broken: a chain of unchecked code needs 312 bytes of stack, and its caller's check leaves 256 (I5):
// EXPECT:     broken: 304 bytes
// Two jumps through tables, one of them without a check before it: either may
// lead to what follows.
#include "tests/headroom/programs/managed.h"
BEGIN broken
        testl   %edi, %edi
        je      1f
        CHECK   800
        jmpq    *%rax
1:      jmpq    *%rax
        subq    $304, %rsp
        addq    $304, %rsp
        retq
END_MANAGED broken, 304
