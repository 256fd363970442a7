; A plain pointer may outlive the reference that it has been made from, by
; inlining or because two casts were one expression.  The reference is kept as
; long as there are accesses through the pointer.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @gc()
declare i64 @strlen(ptr)

; CHECK-LABEL: define i64 @read(
; CHECK: store ptr addrspace(1) %p, ptr
; CHECK: call void @gc()
; CHECK: %[[P:.*]] = load volatile ptr addrspace(1), ptr
; CHECK: %v = load i64, ptr
; CHECK: call void asm sideeffect "#pagurus.keep", "r"(ptr addrspace(1) %[[P]])
define i64 @read(ptr addrspace(1) %p) {
  %plain = addrspacecast ptr addrspace(1) %p to ptr
  %at = getelementptr i8, ptr %plain, i64 8
  store i64 1, ptr %at
  call void @gc()
  %v = load i64, ptr %at
  ret i64 %v
}

; Routines that are no safepoints read, too.
; CHECK-LABEL: define i64 @length(
; CHECK: call void @gc()
; CHECK: call i64 @strlen
; CHECK-NEXT: call void asm sideeffect "#pagurus.keep"
define i64 @length(ptr addrspace(1) %p) {
  %plain = addrspacecast ptr addrspace(1) %p to ptr
  call void @gc()
  %v = call i64 @strlen(ptr %plain)
  ret i64 %v
}

; Whichever it was made from.
; CHECK-LABEL: define i64 @one_of_two(
; CHECK: %source = phi ptr addrspace(1)
; CHECK: call void @gc()
; CHECK: call void asm sideeffect "#pagurus.keep"
define i64 @one_of_two(ptr addrspace(1) %p, ptr %q, i1 %c) {
entry:
  br i1 %c, label %then, label %end
then:
  %plain = addrspacecast ptr addrspace(1) %p to ptr
  br label %end
end:
  %m = phi ptr [ %q, %entry ], [ %plain, %then ]
  call void @gc()
  %v = load i64, ptr %m
  ret i64 %v
}

; Nothing comes between.
; CHECK-LABEL: define i64 @at_once(
; CHECK-NOT: #pagurus.keep
; CHECK: ret i64
define i64 @at_once(ptr addrspace(1) %p) {
  %plain = addrspacecast ptr addrspace(1) %p to ptr
  %v = load i64, ptr %plain
  call void @gc()
  ret i64 %v
}
