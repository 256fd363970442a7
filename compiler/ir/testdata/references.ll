; References live across a call are in homes: the base of a derived one, and
; only as long as they are needed.  Arguments are marked, and kept while a call
; that may be native code lasts.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @native(ptr)
declare void @other()
declare ptr addrspace(1) @make()

; CHECK-LABEL: define i64 @lives_across(ptr addrspace(1) %a, ptr addrspace(1) %dead)
; CHECK: %homes = alloca [1 x ptr]
; CHECK-NEXT: call void asm sideeffect "#pagurus.homes.0.", "=*m"(ptr elementtype([1 x ptr]) %homes)
; CHECK-NEXT: %[[HOME:.*]] = getelementptr inbounds [1 x ptr], ptr %homes, i64 0, i64 0
; CHECK-NEXT: store ptr addrspace(1) %a, ptr %[[HOME]]
; CHECK-NEXT: call void asm sideeffect "#pagurus.entry.reference", "r"(ptr addrspace(1) %a)
; CHECK-NEXT: call void @other()
; CHECK: %[[AGAIN:.*]] = load volatile ptr addrspace(1), ptr
; CHECK-NEXT: load i64, ptr addrspace(1) %[[AGAIN]]
define i64 @lives_across(ptr addrspace(1) %a, ptr addrspace(1) %dead) {
  call void @other()
  %v = load i64, ptr addrspace(1) %a
  ret i64 %v
}

; Outside of the object, the pointer would keep nothing alive: its base does.
; CHECK-LABEL: define i64 @derived(
; CHECK: store ptr addrspace(1) %a, ptr
; CHECK: call void @other()
; CHECK: %[[BASE:.*]] = load volatile ptr addrspace(1), ptr
; CHECK: %[[FAR:.*]] = getelementptr i8, ptr addrspace(1) %[[BASE]], i64 %{{.*}}
; CHECK: load i64, ptr addrspace(1) %[[FAR]]
define i64 @derived(ptr addrspace(1) %a, i64 %i) {
  %far = getelementptr i64, ptr addrspace(1) %a, i64 %i
  call void @other()
  %v = load i64, ptr addrspace(1) %far
  ret i64 %v
}

; The first is not needed when the second is made.
; CHECK-LABEL: define i64 @share_a_home(
; CHECK: alloca [1 x ptr]
define i64 @share_a_home() {
  %a = call ptr addrspace(1) @make()
  call void @other()
  %v = load i64, ptr addrspace(1) %a
  %b = call ptr addrspace(1) @make()
  call void @other()
  %w = load i64, ptr addrspace(1) %b
  %sum = add i64 %v, %w
  ret i64 %sum
}

; A loop without a call gets a poll; the reference goes home where it is cold.
; CHECK-LABEL: define i64 @walk(
; CHECK: loop:
; CHECK: %n = phi ptr addrspace(1)
; CHECK-NOT: store
; CHECK: call i8 asm sideeffect "cmpq %fs:0x70, %rsp", "={@ccno}
; CHECK: br i1 %{{.*}}, label %[[COLD:[0-9]+]], label %[[ON:[0-9]+]], !prof
; CHECK: [[COLD]]:
; CHECK-NEXT: getelementptr
; CHECK-NEXT: store ptr addrspace(1) %n, ptr
; CHECK-NEXT: call preserve_mostcc void @__pag_poll()
; CHECK: %[[HOME:.*]] = load volatile ptr addrspace(1), ptr
; CHECK: [[ON]]:
; CHECK-NEXT: phi ptr addrspace(1)
define i64 @walk(ptr addrspace(1) %list) {
entry:
  br label %loop
loop:
  %n = phi ptr addrspace(1) [ %list, %entry ], [ %next, %loop ]
  %count = phi i64 [ 0, %entry ], [ %more, %loop ]
  %more = add i64 %count, 1
  %next = load ptr addrspace(1), ptr addrspace(1) %n
  %end = icmp eq ptr addrspace(1) %next, null
  br i1 %end, label %done, label %loop
done:
  ret i64 %more
}

; No reference in sight: no poll.
; CHECK-LABEL: define i64 @plain_loop(
; CHECK-NOT: cmpq
; CHECK: ret i64
define i64 @plain_loop(i64 %n) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %more, %loop ]
  %more = add i64 %i, 3
  %end = icmp uge i64 %more, %n
  br i1 %end, label %done, label %loop
done:
  ret i64 %more
}

; The plain pointer does not keep the object alive, the mark behind the call
; does.
; CHECK-LABEL: define void @plain_pointer(
; CHECK: store ptr addrspace(1) %a, ptr
; CHECK: call void @native(ptr %q)
; CHECK: %[[KEPT:.*]] = load volatile ptr addrspace(1), ptr
; CHECK-NEXT: call void asm sideeffect "#pagurus.keep", "r"(ptr addrspace(1) %[[KEPT]])
define void @plain_pointer(ptr addrspace(1) %a) {
  %p = addrspacecast ptr addrspace(1) %a to ptr
  %q = getelementptr i8, ptr %p, i64 8
  call void @native(ptr %q)
  ret void
}

; A local with references is a part of the homes, cleared at entry; the word
; between its references is none.
; CHECK-LABEL: define void @local(
; CHECK: %homes = alloca [3 x ptr]
; CHECK-NEXT: call void asm sideeffect "#pagurus.homes.0.r-r"
; CHECK: store volatile ptr addrspace(1) null
; CHECK: store volatile ptr addrspace(1) null
; CHECK-NOT: alloca
; CHECK: ret void
define void @local(i64 %i) {
  %l = alloca { ptr addrspace(1), i64, ptr addrspace(1) }
  call void @inside(ptr %l)
  call void @other()
  call void @inside(ptr %l)
  ret void
}
define internal void @inside(ptr %l) noinline {
  %a = call ptr addrspace(1) @make()
  store ptr addrspace(1) %a, ptr %l
  ret void
}

; One whose address gets away is on the heap, kept by a word of the homes.
; CHECK-LABEL: define void @escapes(
; CHECK: #pagurus.homes.0.r
; CHECK: %l.object = call ptr addrspace(1) @pag_alloc(ptr @pagurus.type{{.*}})
; CHECK: store volatile ptr addrspace(1) %l.object, ptr
; CHECK: call void @native(ptr
define void @escapes() {
  %l = alloca { ptr addrspace(1), i64 }
  call void @native(ptr %l)
  ret void
}
