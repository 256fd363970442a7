// What our random programs share: types, ways to make a value of each type from
// a number and a number from it, and the few globals.  C and C++.
#ifndef PAGURUS_TESTS_RANDOM_OWN_SUPPORT_RANDOM_H_
#define PAGURUS_TESTS_RANDOM_OWN_SUPPORT_RANDOM_H_

#include <pagurus.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __cplusplus
#define EXTERN extern "C"
#else
#define EXTERN extern
#endif
#define NOINLINE __attribute__((noinline, unused))
#define UNUSED __attribute__((unused))
#define MUSTTAIL __attribute__((musttail))

enum { kBigWords = 40 };

typedef struct {
  unsigned x, y, arr[8];
} Rec;
typedef struct {
  unsigned long a;
  unsigned b;
} Small;
typedef struct {
  unsigned w[kBigWords];
} Big;
// Where it points lives at least as long as it does.
typedef struct {
  unsigned *one, *row;
  Rec *rec;
  unsigned count;
} Refs;
typedef struct {
  sigjmp_buf buffer;
} Jump;
typedef unsigned V4 __attribute__((vector_size(16)));
typedef unsigned V8 __attribute__((vector_size(32)));
typedef unsigned __int128 Wide;
typedef double _Complex Complex;
// What a callback or a goroutine gets.
typedef struct {
  int depth;
  unsigned value, result;
  unsigned *row;
  Rec *rec;
  Jump *jump;
  volatile int done;
} Context;
typedef unsigned (*Callback)(void *context, unsigned value);

// Calls that may still be made; goroutines that may still be started.
EXTERN long fuel;
EXTERN long goroutines;
// How many native functions that called back are on the stack: a goroutine
// cannot be parked inside one, plain clang's could.
EXTERN int native_depth;
EXTERN unsigned sink;
EXTERN volatile int signals;
EXTERN unsigned *volatile published;
EXTERN Jump *signal_jump;
EXTERN __thread unsigned thread_word;

// native.c, compiled by plain clang.
EXTERN unsigned NativeApply(Callback callback, void *context, unsigned value);
EXTERN unsigned NativeTwice(Callback callback, void *context, unsigned value);
EXTERN unsigned NativeNine(Callback callback, unsigned a, unsigned b, unsigned c, unsigned d,
                           unsigned e, unsigned *f, unsigned g, void *context);
EXTERN Big NativeBig(Callback callback, void *context, Big big, Rec rec);
EXTERN unsigned NativeSum(int count, ...);
EXTERN unsigned NativeList(int count, va_list list);
EXTERN Wide NativeWide(Wide a, long double b, V4 c, Complex d);

static inline UNUSED unsigned Mix(unsigned hash, unsigned value) {
  return (hash ^ value) * 0x9e3779b1u + (hash >> 15);
}

// Makes of each kind; all of these are pure.
static inline UNUSED Rec MakeRec(unsigned v) {
  Rec r = {v, v + 1, {v, 2, v ^ 3, 4, 5, v * 6, 7, 8}};
  return r;
}
static inline UNUSED Small MakeSmall(unsigned v) {
  Small s = {v * 0x100000001ul, v ^ 5};
  return s;
}
static NOINLINE Big MakeBig(unsigned v) {
  Big big;
  for (unsigned i = 0; i < kBigWords; i++) big.w[i] = v + i * i;
  return big;
}
static inline UNUSED long double MakeLong(unsigned v) { return (long double)(v & 0xffff) / 4; }
static inline UNUSED double MakeDouble(unsigned v) { return (double)(v & 0xffff) / 4; }
static inline UNUSED Wide MakeWide(unsigned v) { return ((Wide)v << 70) + v; }
static inline UNUSED Complex MakeComplex(unsigned v) {
  return __builtin_complex((double)(v & 0xff), (double)(v >> 8 & 0xff));
}
static inline UNUSED V4 MakeV4(unsigned v) {
  V4 result = {v, v + 1, v ^ 2, v * 3};
  return result;
}
static inline UNUSED V8 MakeV8(unsigned v) {
  V8 result = {v, v + 1, v ^ 2, v * 3, 4, v - 5, 6, v / 7};
  return result;
}

static inline UNUSED unsigned FoldRec(Rec r) {
  return r.x * 3 + r.y + r.arr[0] * 5 + r.arr[7] + r.arr[3];
}
static inline UNUSED unsigned FoldSmall(Small s) {
  return (unsigned)s.a + (unsigned)(s.a >> 32) * 7 + s.b;
}
static NOINLINE unsigned FoldBig(Big big) {
  unsigned hash = 0;
  for (int i = 0; i < kBigWords; i += 3) hash = hash * 3 + big.w[i];
  return hash;
}
// Sums of what the functions above make stay far below 2^50.
static inline UNUSED unsigned FoldLong(long double v) { return (unsigned)(unsigned long)(v * 4); }
static inline UNUSED unsigned FoldDouble(double v) { return (unsigned)(unsigned long)(v * 4); }
static inline UNUSED unsigned FoldWide(Wide v) {
  return (unsigned)v + (unsigned)(v >> 64) * 3 + (unsigned)(v % 1000003);
}
static inline UNUSED unsigned FoldComplex(Complex v) {
  return (unsigned)(long)__real__ v * 3 + (unsigned)(long)__imag__ v;
}
static inline UNUSED unsigned FoldV4(V4 v) { return v[0] + v[1] * 3 + v[2] * 5 + v[3] * 7; }
// Never a real parameter: Pagurus refuses to pass on the stack what is aligned to
// more than 16 bytes.
static inline __attribute__((always_inline)) unsigned FoldV8(V8 v) { return v[0] + v[1] * 3 + v[4] * 5 + v[7] * 7; }

// Small functions on addresses.
static NOINLINE unsigned Touch(unsigned *p) { return *p += ++sink & 3; }
static NOINLINE unsigned Sum(const unsigned *begin, const unsigned *end) {
  unsigned sum = 0;
  for (; begin != end; begin++) sum = sum * 3 + *begin;
  return sum;
}
static NOINLINE void Exchange(unsigned *a, unsigned *b) {
  unsigned t = *a;
  *a = *b + Touch(b);
  *b = t;
}
// Stays inside: *cursor points into row[0..7], before and after.
static NOINLINE unsigned Advance(unsigned **cursor, unsigned *row, unsigned by) {
  unsigned value = *(*cursor)++;
  if (*cursor >= row + 8 || by % 5 == 0) *cursor = row + by % 8;
  return value + (unsigned)(*cursor - row);
}
static NOINLINE unsigned *Choose(unsigned which, unsigned *a, unsigned *b) {
  return which & 1 ? a : b;
}
// All eight words of a row.
static inline UNUSED void Fill(unsigned *row, unsigned v) {
  for (unsigned i = 0; i < 8; i++) row[i] = v + i * 77;
}

// Values of a list described by letters.
static NOINLINE unsigned FoldList(const char *types, va_list list) {
  unsigned hash = 1;
  for (; *types; types++) {
    switch (*types) {
      case 'p': {
        unsigned *p = va_arg(list, unsigned *);
        hash = Mix(hash, *p);
        *p += 1;
        break;
      }
      case 'u': hash = Mix(hash, va_arg(list, unsigned)); break;
      case 'd': hash = Mix(hash, FoldDouble(va_arg(list, double))); break;
      case 'l': hash = Mix(hash, FoldLong(va_arg(list, long double))); break;
      case 'r': hash = Mix(hash, FoldRec(va_arg(list, Rec))); break;
      case 's': hash = Mix(hash, FoldSmall(va_arg(list, Small))); break;
      case 'b': hash = Mix(hash, FoldBig(va_arg(list, Big))); break;
      default: abort();
    }
  }
  return hash;
}
static NOINLINE unsigned Variadic(int again, const char *types, ...) {
  va_list list, copy;
  va_start(list, types);
  va_copy(copy, list);
  unsigned hash = FoldList(types, list);
  for (int i = 0; i < again; i++) hash = Mix(hash, Touch(&hash));
  hash = Mix(hash, FoldList(types, copy));
  va_end(copy);
  va_end(list);
  return hash;
}

static UNUSED int Ascending(const void *a, const void *b) {
  unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;
  return (x > y) - (x < y);
}
static volatile unsigned ignored;
// Digs into the stack while native code sorts.
static NOINLINE unsigned Dig(unsigned depth, unsigned *above) {
  unsigned here[6] = {depth, *above, 2, 3, 4, 5};
  if (depth) *above += Dig(depth - 1, here + depth % 6) & 1;
  return here[depth % 6] + here[1];
}
static UNUSED int Digging(const void *a, const void *b) {
  unsigned local = 1;
  // How often it is called is the library's affair, so this leaves no trace.
  ignored = Dig(5, &local);
  return Ascending(a, b);
}

static UNUSED void OnSignal(int number) {
  unsigned local = (unsigned)number;
  native_depth++;
  signals += (int)(Dig(3, &local) & 3) + 1;
  native_depth--;
}
static UNUSED void OnSignalJump(int number) {
  (void)number;
  siglongjmp(signal_jump->buffer, 1);
}

// Lets other goroutines run where that is possible.
static inline UNUSED void Yield(void) {
  if (!native_depth) pag_yield();
}

#endif  // PAGURUS_TESTS_RANDOM_OWN_SUPPORT_RANDOM_H_
