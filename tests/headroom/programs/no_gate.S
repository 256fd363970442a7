// EXPECT: calls getpid on the goroutine's stack without a gate, and it is not a listed leaf routine (I6)
#include "tests/headroom/programs/managed.h"
BEGIN broken
        pushq   %rax
        callq   getpid@PLT
        popq    %rax
        retq
END_MANAGED broken, 8
