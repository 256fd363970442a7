; A structure that a call returns lives on as its parts, each in its home.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @gc()
declare ptr addrspace(1) @make()
declare { ptr addrspace(1), ptr addrspace(1) } @pair()

; CHECK-LABEL: @returned(
; CHECK: %p = call { ptr addrspace(1), ptr addrspace(1) } @pair()
; CHECK-DAG: extractvalue { ptr addrspace(1), ptr addrspace(1) } %p, 0
; CHECK-DAG: extractvalue { ptr addrspace(1), ptr addrspace(1) } %p, 1
; CHECK: call void @gc()
; CHECK: load volatile ptr addrspace(1), ptr
; CHECK: load volatile ptr addrspace(1), ptr
; CHECK: %[[ONE:.*]] = insertvalue { ptr addrspace(1), ptr addrspace(1) } poison
; CHECK-NEXT: %[[ALL:.*]] = insertvalue { ptr addrspace(1), ptr addrspace(1) } %[[ONE]]
; CHECK-NEXT: ret { ptr addrspace(1), ptr addrspace(1) } %[[ALL]]
define { ptr addrspace(1), ptr addrspace(1) } @returned() {
  %p = call { ptr addrspace(1), ptr addrspace(1) } @pair()
  call void @gc()
  ret { ptr addrspace(1), ptr addrspace(1) } %p
}

; CHECK-LABEL: @merged(
; CHECK: phi ptr addrspace(1)
; CHECK-NOT: phi {
; CHECK: ret {
define { ptr addrspace(1), ptr addrspace(1) } @merged(i1 %c, i1 %d) {
entry:
  br i1 %c, label %yes, label %no
yes:
  %p = call { ptr addrspace(1), ptr addrspace(1) } @pair()
  br label %end
no:
  %a = call ptr addrspace(1) @make()
  %q0 = insertvalue { ptr addrspace(1), ptr addrspace(1) } zeroinitializer, ptr addrspace(1) %a, 0
  %q = select i1 %d, { ptr addrspace(1), ptr addrspace(1) } %q0, { ptr addrspace(1), ptr addrspace(1) } zeroinitializer
  br label %end
end:
  %m = phi { ptr addrspace(1), ptr addrspace(1) } [ %p, %yes ], [ %q, %no ]
  call void @gc()
  %first = extractvalue { ptr addrspace(1), ptr addrspace(1) } %m, 0
  store i64 1, ptr addrspace(1) %first
  call void @gc()
  ret { ptr addrspace(1), ptr addrspace(1) } %m
}

; Structures in structures; an operation on memory that returns two things.
; CHECK-LABEL: @nested(
; CHECK: cmpxchg
; CHECK-NEXT: extractvalue { ptr addrspace(1), i1 }
; CHECK: call void @gc()
; CHECK: ret {
define { i64, { ptr addrspace(1), i1 } } @nested(ptr %h, ptr addrspace(1) %a) {
  %c = cmpxchg ptr %h, ptr addrspace(1) %a, ptr addrspace(1) null seq_cst seq_cst
  %s = insertvalue { i64, { ptr addrspace(1), i1 } } { i64 1, { ptr addrspace(1), i1 } poison }, { ptr addrspace(1), i1 } %c, 1
  call void @gc()
  ret { i64, { ptr addrspace(1), i1 } } %s
}

; CHECK-LABEL: @loaded(
; CHECK: load { ptr addrspace(1), i64 }
; CHECK-NEXT: extractvalue
; CHECK: call void @gc()
; CHECK: %[[FIRST:.*]] = load volatile ptr addrspace(1), ptr
; CHECK: insertvalue { ptr addrspace(1), i64 } poison, ptr addrspace(1) %[[FIRST]], 0
define { ptr addrspace(1), i64 } @loaded(ptr %p) {
  %pair = load { ptr addrspace(1), i64 }, ptr %p
  call void @gc()
  ret { ptr addrspace(1), i64 } %pair
}
