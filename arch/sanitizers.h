// Which sanitizer this is compiled for, for C++ and assembly alike.
#ifndef PAGURUS_ARCH_SANITIZERS_H_
#define PAGURUS_ARCH_SANITIZERS_H_

#define PAG_ASAN 0
#define PAG_TSAN 0
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#undef PAG_ASAN
#define PAG_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#undef PAG_TSAN
#define PAG_TSAN 1
#endif
#endif

// For functions that are entered on one stack, or as one fiber, and left on
// another, or never left: what instrumentation notes at their entry would not
// be undone.
#define PAG_UNINSTRUMENTED __attribute__((disable_sanitizer_instrumentation))

#endif  // PAGURUS_ARCH_SANITIZERS_H_
