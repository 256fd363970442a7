// The symbol that every managed object refers to.  It brings along what must
// be in every managed program although nothing in the program may name it: the
// files whose functions stand before the C library's own.  By markers of
// theirs, because some other library's definition of such a function (weak, as
// the sanitizers' are) may have been seen before.
extern "C" {

extern const char __pag_has_longjmp;
extern const char __pag_has_sigaction;
extern const char __pag_has_sigaltstack;
extern const char __pag_has_vfork;

extern const void* const __pag_abi_6[];
const void* const __pag_abi_6[] = {
    &__pag_has_longjmp,
    &__pag_has_sigaction,
    &__pag_has_sigaltstack,
    &__pag_has_vfork,
};

}  // extern "C"
