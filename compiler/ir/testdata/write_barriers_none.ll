; A module that mentions no references has no barriers, whatever it overwrites.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare ptr @__memcpy_chk(ptr, ptr, i64, i64)

; CHECK-NOT: __pag_m
; CHECK-NOT: __pag_n
; CHECK: call ptr @__memcpy_chk
; CHECK-NOT: __pag_m
; CHECK-NOT: __pag_n
define void @f(ptr %p, i64 %n) {
  store i64 0, ptr %p
  %r = call ptr @__memcpy_chk(ptr %p, ptr null, i64 %n, i64 %n)
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 false)
  ret void
}
