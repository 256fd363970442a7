// longjmp as native code calls it.  A library may have been handed a jmp_buf
// that managed code filled (an error callback's); a buffer that native code
// filled goes to the C library as ever.
#include <dlfcn.h>
#include <setjmp.h>

#include "arch/entries.h"
#include "arch/sanitizers.h"
#include "runtime/longjmp.h"
#include "runtime/print.h"

using namespace pagurus;

#if PAG_ASAN || PAG_TSAN
extern "C" void ___interceptor_longjmp(void*, int);
#endif

namespace {

using LongjmpFn = void (*)(void*, int);

// The function that ours stands before; null if there is none.
LongjmpFn Real(const char* name) {
#if PAG_ASAN || PAG_TSAN
  // The sanitizer's does its bookkeeping and then calls the C library's.
  (void)name;
  return &___interceptor_longjmp;
#else
  return reinterpret_cast<LongjmpFn>(dlsym(RTLD_NEXT, name));
#endif
}

// `val` may not be 0 in a call of __longjmp_chk, whose name it does not have.
[[noreturn]] void Jump(const char* name, void* buf, int val) {
  if (IsOurJmpBuf(buf)) {
    __pag_longjmp_native(static_cast<JmpBuf*>(buf), val);
  }
  const LongjmpFn real = Real(name);
  if (real == nullptr) Fatal("the C library has no longjmp");
  real(buf, val);
  __builtin_unreachable();
}

}  // namespace

#define PAGURUS_INTERPOSE(name)                                          \
  extern "C" __attribute__((visibility("default"), noreturn)) void name( \
      struct __jmp_buf_tag* buf, int val) noexcept {                     \
    Jump(#name, buf, val);                                               \
  }

PAGURUS_INTERPOSE(longjmp)
PAGURUS_INTERPOSE(_longjmp)
PAGURUS_INTERPOSE(siglongjmp)
PAGURUS_INTERPOSE(__longjmp_chk)

extern "C" {
extern const char __pag_has_longjmp;
const char __pag_has_longjmp = 0;  // abi.cc
}
