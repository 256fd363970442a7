// The symbol that every managed object refers to.  It brings along what must
// be in every managed program although nothing in the program may name it: the
// functions that stand before the C library's own.
#include <setjmp.h>
#include <signal.h>
#include <unistd.h>

extern "C" {
extern const void* const __pag_abi_1[];
const void* const __pag_abi_1[] = {
    reinterpret_cast<const void*>(&longjmp),
    reinterpret_cast<const void*>(&sigaction),
    reinterpret_cast<const void*>(&sigaltstack),
    reinterpret_cast<const void*>(&vfork),
};
}
