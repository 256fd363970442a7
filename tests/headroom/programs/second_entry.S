// EXPECT: broken: a chain of unchecked code needs 312 bytes of stack, and its caller's check leaves 256 (I5):
// EXPECT:     broken: 304 bytes
// What only another name of the function's leads to.
#include "tests/headroom/programs/managed.h"
BEGIN broken
        retq
broken_too:
        subq    $304, %rsp
        addq    $304, %rsp
        retq
END_MANAGED broken, 304
