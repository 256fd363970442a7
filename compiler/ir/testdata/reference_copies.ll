; The optimiser makes integers of small structures that are copied.  What is
; only copied may be a reference, and gets a home like one.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @gc()
declare void @see(ptr addrspace(1))

; CHECK-LABEL: define void @across(
; CHECK: %[[V:.*]] = load ptr addrspace(1), ptr %a
; CHECK: store ptr addrspace(1) %[[V]], ptr
; CHECK: call void @gc()
; CHECK: %[[AGAIN:.*]] = load volatile ptr addrspace(1), ptr
; CHECK: store ptr addrspace(1) %[[AGAIN]], ptr %{{.*}}, align 8, !pagurus.copy
define void @across(ptr %a) {
  %v = load i64, ptr %a, align 8
  store i64 0, ptr %a, align 8
  call void @gc()
  store i64 %v, ptr %a, align 8
  ret void
}

; Merged with another, and seen as what it is.
; CHECK-LABEL: define void @merged(
; CHECK-NOT: i64
; CHECK: phi ptr addrspace(1) [ null
; CHECK-NOT: inttoptr
; CHECK: ret void
define void @merged(ptr %a, i1 %c) {
entry:
  br i1 %c, label %then, label %end
then:
  %v = load i64, ptr %a, align 8
  br label %end
end:
  %m = phi i64 [ 0, %entry ], [ %v, %then ]
  %r = inttoptr i64 %m to ptr addrspace(1)
  call void @see(ptr addrspace(1) %r)
  store i64 %m, ptr %a, align 8
  ret void
}

; CHECK-LABEL: define void @vectors(
; CHECK: load ptr addrspace(1), ptr %a
; CHECK: load ptr addrspace(1), ptr
; CHECK-NOT: <2 x
; CHECK: ret void
define void @vectors(ptr %a, ptr %b) {
  %v = load <2 x i64>, ptr %a, align 8
  %w = load <2 x i64>, ptr %b, align 8
  %s = shufflevector <2 x i64> %v, <2 x i64> %w, <2 x i32> <i32 0, i32 3>
  call void @gc()
  store <2 x i64> %s, ptr %b, align 8
  ret void
}

; CHECK-LABEL: define void @wide(
; CHECK: load ptr addrspace(1), ptr
; CHECK: load ptr addrspace(1), ptr
; CHECK-NOT: i128
; CHECK: ret void
define void @wide(ptr %a, ptr %b) {
  %v = load i128, ptr %a, align 8
  call void @gc()
  store i128 %v, ptr %b, align 8
  ret void
}

; A reference that has been an integer for a while.
; CHECK-LABEL: define void @from_reference(
; CHECK: store ptr addrspace(1) %p, ptr
; CHECK: call void @gc()
; CHECK: load volatile ptr addrspace(1), ptr
define void @from_reference(ptr addrspace(1) %p, ptr %b) {
  %v = ptrtoint ptr addrspace(1) %p to i64
  call void @gc()
  store i64 %v, ptr %b, align 8
  ret void
}

; Atomic operations of C are of integers.
; CHECK-LABEL: define ptr addrspace(1) @atomic(
; CHECK: load atomic
; CHECK-NOT: call void asm
; CHECK: call void @gc()
define ptr addrspace(1) @atomic(ptr %head) {
  %v = load atomic i64, ptr %head seq_cst, align 8
  %r = inttoptr i64 %v to ptr addrspace(1)
  call void @gc()
  ret ptr addrspace(1) %r
}

; Numbers stay numbers: somebody computes with it, or the source says so.
; CHECK-LABEL: define i64 @number(
; CHECK: %v = load i64, ptr %a
; CHECK: call void @gc()
; CHECK: store i64 %v
; CHECK: %w = load i64, ptr %b
; CHECK: store i64 %w
define i64 @number(ptr %a, ptr %b) {
  %v = load i64, ptr %a, align 8
  call void @gc()
  store i64 %v, ptr %b, align 8
  %sum = add i64 %v, 1
  %w = load i64, ptr %b, align 8, !tbaa !0
  call void @gc()
  store i64 %w, ptr %a, align 8, !tbaa !0
  ret i64 %sum
}

; A copy is no proof that there is a reference where none is expected.
; CHECK-LABEL: define void @numbers_of_a_local(
; CHECK-NOT: refused
define void @numbers_of_a_local(ptr %a, i64 %i, i64 %j) {
  %l = alloca [4 x i64]
  %p = getelementptr i64, ptr %l, i64 %i
  %q = getelementptr i64, ptr %l, i64 %j
  %v = load i64, ptr %p, align 8
  store i64 %v, ptr %q, align 8
  ret void
}

; At -O0 everything is copied from and to locals, numbers that are computed
; too: they are promoted first.
; CHECK-LABEL: define void @promoted(
; CHECK-NOT: inttoptr
; CHECK: store i64 %n, ptr %a
define void @promoted(ptr %a, i64 %n) {
  %l = alloca i64
  store i64 %n, ptr %l
  %v = load i64, ptr %l
  store i64 %v, ptr %a
  ret void
}

!0 = !{!1, !1, i64 0}
!1 = !{!"long", !2, i64 0}
!2 = !{!"omnipotent char", !3, i64 0}
!3 = !{!"Simple C/C++ TBAA"}

; A variable that nobody has promoted yet (-O0) is no copy of a reference; what
; it has may be an argument.
; CHECK-LABEL: define void @variable(
; CHECK-NOT: inttoptr
; CHECK: store i64 %x, ptr addrspace(1) %p
; CHECK: ret void
define void @variable(ptr addrspace(1) %p, i64 %x) {
  %local = alloca i64
  store i64 %x, ptr %local
  %v = load i64, ptr %local
  store i64 %v, ptr addrspace(1) %p
  ret void
}
