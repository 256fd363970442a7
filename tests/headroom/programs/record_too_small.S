// EXPECT: broken: a chain of unchecked code needs 1256 bytes of stack, and its own check leaves 1184 (I5):
// morestack makes room for what the record says.
#include "tests/headroom/programs/managed.h"
BEGIN broken
        CHECK   1000
        subq    $1000, %rsp
        callq   below
        addq    $1000, %rsp
        retq
END_MANAGED broken, 800
BEGIN below
        subq    $248, %rsp
        addq    $248, %rsp
        retq
END_MANAGED below, 248
