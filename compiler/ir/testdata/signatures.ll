; The ABI returns big values through a pointer that the function hands back.  LLVM
; would keep that pointer in a register over the whole function, where no map
; knows it; so it is made visible, and homed like any other.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()
declare { i64, i64, i64, i64 } @native_big(i64)

define internal void @make(ptr sret([4 x i64]) %r, i64 %n) {
  store i64 %n, ptr %r
  call void @other()
  ret void
}
define i64 @use() {
  %v = alloca [4 x i64]
  call void @make(ptr sret([4 x i64]) %v, i64 7)
  %x = load i64, ptr %v
  ret i64 %x
}
; CHECK-LABEL: define internal ptr @make(ptr %r, i64 %n)
; CHECK:         call void asm sideeffect "#pagurus.entry", "r"(ptr %r)
; CHECK:         call void @other()
; CHECK:         %r.home = load ptr
; CHECK-NEXT:    ret ptr %r.home
; CHECK-LABEL: define i64 @use(
; CHECK:         call ptr @make(ptr %v, i64 7)

; The same for a value that the target would demote (known bug 45): in the
; definition,
define { i64, i64, i64, i64 } @big(i64 %n) {
  %v = insertvalue { i64, i64, i64, i64 } undef, i64 %n, 3
  call void @other()
  ret { i64, i64, i64, i64 } %v
}
; CHECK-LABEL: define ptr @big(ptr %result, i64 %n)
; CHECK:         call void @other()
; CHECK:         %result.home = load ptr
; CHECK-NEXT:    store { i64, i64, i64, i64 } %v, ptr %result.home
; CHECK-NEXT:    ret ptr %result.home

; and at every call, direct or not, of managed code or native.
define i64 @use_big(ptr %f) {
  %a = call { i64, i64, i64, i64 } @big(i64 1)
  %b = call { i64, i64, i64, i64 } @native_big(i64 2)
  %a3 = extractvalue { i64, i64, i64, i64 } %a, 3
  %b3 = extractvalue { i64, i64, i64, i64 } %b, 3
  %sum = add i64 %a3, %b3
  ret i64 %sum
}
; CHECK-LABEL: define i64 @use_big(
; CHECK:         call ptr @big(ptr %{{.*}}, i64 1)
; CHECK:         [[A:%[0-9]+]] = load { i64, i64, i64, i64 }
; CHECK-NEXT:    call ptr @native_big(ptr %{{.*}}, i64 2)
; CHECK:         extractvalue { i64, i64, i64, i64 } [[A]], 3

; Two registers are enough here: unchanged.
define { i64, i64 } @small() {
  ret { i64, i64 } zeroinitializer
}
; CHECK-LABEL: define { i64, i64 } @small()
