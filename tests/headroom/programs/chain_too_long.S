// EXPECT: broken: a chain of unchecked code needs 264 bytes of stack, and its caller's check leaves 256 (I5):
// EXPECT:     broken: 112 bytes, then
// EXPECT:     second: 96 bytes, then
// EXPECT:     third: 48 bytes
// Each of them would do.
#include "tests/headroom/programs/managed.h"
BEGIN broken
        subq    $104, %rsp
        callq   second
        addq    $104, %rsp
        retq
END_MANAGED broken, 104
BEGIN second
        pushq   %rax
        subq    $80, %rsp
        callq   third
        addq    $80, %rsp
        popq    %rax
        retq
END_MANAGED second, 88
BEGIN third
        subq    $48, %rsp
        leaq    48(%rsp), %rsp
        retq
END_MANAGED third, 48
