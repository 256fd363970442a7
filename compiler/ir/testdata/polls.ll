; A call stands for a poll only if its callee is certain to have a prologue
; check.  One that is known only by its name, or calls nothing, may have none.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare i64 @unknown(ptr addrspace(1))
declare void @other()

define internal i64 @small(ptr addrspace(1) %p) {
  %v = load volatile i64, ptr addrspace(1) %p
  ret i64 %v
}

; CHECK: define internal i64 @calls({{.*}} #[[CHECKED:[0-9]+]]
define internal i64 @calls(ptr addrspace(1) %p) {
  call void @other()
  %v = load volatile i64, ptr addrspace(1) %p
  ret i64 %v
}

; It only jumps: no check of its own unless it gets one.  It has one, because a
; cycle of such functions could not be stopped.
; CHECK: define internal i64 @jumps({{.*}} #[[CHECKED]]
define internal i64 @jumps(ptr addrspace(1) %p) {
  %r = tail call i64 @small(ptr addrspace(1) %p)
  ret i64 %r
}

; CHECK-LABEL: define i64 @around_small(
; CHECK: call i8 asm sideeffect "cmpq %fs:0x70, %rsp"
; CHECK: ret i64
define i64 @around_small(ptr addrspace(1) %p) {
entry:
  br label %loop
loop:
  %v = call i64 @small(ptr addrspace(1) %p)
  %end = icmp eq i64 %v, 7
  br i1 %end, label %done, label %loop
done:
  ret i64 %v
}

; CHECK-LABEL: define i64 @around_unknown(
; CHECK: call i8 asm sideeffect "cmpq %fs:0x70, %rsp"
; CHECK: ret i64
define i64 @around_unknown(ptr addrspace(1) %p) {
entry:
  br label %loop
loop:
  %v = call i64 @unknown(ptr addrspace(1) %p)
  %end = icmp eq i64 %v, 7
  br i1 %end, label %done, label %loop
done:
  ret i64 %v
}

; CHECK-LABEL: define i64 @around_one_that_calls(
; CHECK-NOT: cmpq
; CHECK: ret i64
define i64 @around_one_that_calls(ptr addrspace(1) %p) {
entry:
  br label %loop
loop:
  %v = call i64 @calls(ptr addrspace(1) %p)
  %end = icmp eq i64 %v, 7
  br i1 %end, label %done, label %loop
done:
  ret i64 %v
}

; CHECK: attributes #[[CHECKED]] = {{.*}}"pagurus-check"
