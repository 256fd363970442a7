// Structs of 1 to 16 bytes by value: one or two registers of either class,
// returned the same way, through deep recursion and function pointers.
#include "common.h"

typedef struct {
  char c;
} S1;
typedef struct {
  short a;
  char b;
} S4;
typedef struct {
  int a;
  float b;
} S8;
typedef struct {
  long a;
  double b;
} LD;
typedef struct {
  double a;
  long b;
} DL;
typedef struct {
  double a, b;
} DD;
typedef struct {
  int *p;
  int n;
} Slice;
typedef struct {
  float v[4];
} F4;
typedef struct {
} Empty;

NOINLINE static S1 Step1(int d, S1 s) {
  if (d == 0) return s;
  s.c++;
  S1 r = Step1(d - 1, s);
  r.c = (char)((r.c + s.c) & 0x3f);
  return r;
}
NOINLINE static S4 Step4(int d, S4 s, Empty e) {
  if (d == 0) return s;
  S4 r = Step4(d - 1, (S4){(short)(s.b + d), (char)((s.a & 15) + 1)}, e);
  r.a = (short)((r.a + s.a) & 0xfff);
  return r;
}
NOINLINE static S8 Step8(int d, S8 s) {
  if (d == 0) return s;
  S8 r = Step8(d - 1, (S8){s.a + 1, s.b + 0.5f});
  return (S8){(r.a ^ s.a) & 0xffff, r.b - s.b};
}
NOINLINE static LD StepLD(int d, LD s) {
  if (d == 0) return s;
  LD r = StepLD(d - 1, (LD){s.a + d, s.b * 0.5});
  return (LD){r.a - s.a, r.b + s.b};
}
NOINLINE static DL StepDL(int d, DL s) {
  if (d == 0) return s;
  DL r = StepDL(d - 1, (DL){s.a + 1, s.b * 3 % 1009});
  return (DL){r.a * 0.5 + s.a, r.b + s.b};
}
NOINLINE static DD StepDD(int d, DD s) {
  if (d == 0) return s;
  DD r = StepDD(d - 1, (DD){s.b, s.a + 1});
  return (DD){r.b * 0.25 + s.a, r.a - s.b};
}
NOINLINE static F4 StepF4(int d, F4 s) {
  if (d == 0) return s;
  F4 r = StepF4(d - 1, (F4){{s.v[1], s.v[2], s.v[3], s.v[0] + 1}});
  r.v[d & 3] += s.v[0];
  return r;
}
// A pointer to a local inside a struct in registers.
NOINLINE static Slice StepSlice(int d, Slice s) {
  int local[3] = {s.p[0], d, s.p[s.n - 1]};
  if (d == 0) {
    s.p[0] += 1;
    return s;
  }
  Slice mine = {local, 3};
  StepSlice(d - 1, mine);
  s.p[0] += local[0] & 7;
  return s;
}

int main(void) {
  S1 (*f1)(int, S1) = Opaque(1) ? Step1 : NULL;
  printf("%d\n", f1(300, (S1){3}).c);
  S4 s4 = Step4(300, (S4){5, 6}, (Empty){});
  printf("%d %d\n", s4.a, s4.b);
  S8 s8 = Step8(300, (S8){1, 2});
  printf("%d %.2f\n", s8.a, s8.b);
  LD ld = StepLD(300, (LD){1, 1024});
  printf("%ld %.3f\n", ld.a, ld.b);
  DL dl = StepDL(300, (DL){1, 2});
  printf("%.3f %ld\n", dl.a, dl.b);
  DD dd = StepDD(300, (DD){1, 2});
  printf("%.3f %.3f\n", dd.a, dd.b);
  F4 f4 = StepF4(300, (F4){{1, 2, 3, 4}});
  printf("%.1f %.1f %.1f %.1f\n", f4.v[0], f4.v[1], f4.v[2], f4.v[3]);
  int data[4] = {10, 20, 30, 40};
  Slice slice = StepSlice(300, (Slice){data, 4});
  printf("%d %d %d\n", slice.n, slice.p[0], data[0]);
  return 0;
}
