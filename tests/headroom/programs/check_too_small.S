// EXPECT: broken: a chain of unchecked code needs 1256 bytes of stack, and its own check leaves 1184 (I5):
// EXPECT:     broken: 1008 bytes, then
// EXPECT:     below: 248 bytes
// The check asks for less than the frame has.
#include "tests/headroom/programs/managed.h"
BEGIN broken
        CHECK   800
        subq    $1000, %rsp
        callq   below
        addq    $1000, %rsp
        retq
END_MANAGED broken, 1000
BEGIN below
        subq    $248, %rsp
        addq    $248, %rsp
        retq
END_MANAGED below, 248
