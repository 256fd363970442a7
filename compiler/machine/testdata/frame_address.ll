; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; The address of a local variable is computed again after each call instead of
; being kept in a register that a move of the stack would leave behind (I1).
target triple = "x86_64-pc-linux-gnu"

declare i32 @external(i32)
define internal void @use(ptr %p) #1 section "pagurus_text" gc "pagurus" {
  store volatile i32 0, ptr %p
  ret void
}

; Twice in one block.
; CHECK-LABEL: {{^}}twice:
; CHECK: leaq [[SLOT:[0-9]*]](%rsp), %rdi
; CHECK-NEXT: callq use
; CHECK-NEXT: leaq [[SLOT]](%rsp), %rdi
; CHECK-NEXT: callq use
define void @twice() #0 section "pagurus_text" gc "pagurus" {
  %a = alloca i64
  %b = alloca i64
  call void @use(ptr %a)
  call void @use(ptr %a)
  ret void
}

; In a loop: loop-invariant code motion would like to hoist the address.
; CHECK-LABEL: {{^}}loop:
; CHECK: subq
; CHECK: {{^}}[[HEAD:\.LBB.*]]:
; CHECK: {{movq|leaq}} {{[0-9]*\(?}}%rsp{{\)?}}, %rdi
; CHECK-NEXT: callq use
; CHECK: jne [[HEAD]]
define void @loop(i32 %n) #0 section "pagurus_text" gc "pagurus" {
entry:
  %a = alloca i64
  %other = alloca i64
  store volatile i64 0, ptr %other
  br label %head
head:
  %i = phi i32 [ 0, %entry ], [ %next, %head ]
  call void @use(ptr %a)
  %next = add i32 %i, 1
  %done = icmp eq i32 %next, %n
  br i1 %done, label %out, label %head
out:
  ret void
}

; An element's address that is computed before the call and used after it: the
; index stays in a register, the address does not.
; CHECK-LABEL: {{^}}element:
; CHECK: movslq %edi, %[[INDEX:r[a-z0-9]+]]
; CHECK: callq external.pag
; CHECK: movl %eax, {{[0-9]*}}(%rsp,%[[INDEX]],4)
define i32 @element(i32 %i) #0 section "pagurus_text" gc "pagurus" {
entry:
  %a = alloca [16 x i32]
  %p = getelementptr [16 x i32], ptr %a, i64 0, i32 %i
  store volatile i32 1, ptr %p
  br label %next
next:
  %v = call i32 @external(i32 %i)
  store volatile i32 %v, ptr %p
  %w = load volatile i32, ptr %p
  ret i32 %w
}

; Computed in one block, used behind a call in another.
; CHECK-LABEL: {{^}}other_block:
; CHECK: callq external.pag
; CHECK-NOT: (%rb
; CHECK: retq
define i32 @other_block(i32 %i, i1 %c) #0 section "pagurus_text" gc "pagurus" {
entry:
  %a = alloca [16 x i32]
  %p = getelementptr i8, ptr %a, i64 20
  store volatile i32 1, ptr %p
  br i1 %c, label %call, label %out
call:
  %v = call i32 @external(i32 %i)
  br label %out
out:
  %w = load volatile i32, ptr %p
  call void @use(ptr %p)
  ret i32 %w
}

; Without a call in between nothing is computed twice.
; CHECK-LABEL: {{^}}no_call:
; CHECK: subq
; CHECK-NOT: leaq
; CHECK: retq
define ptr @no_call(ptr %q, i32 %i) #0 section "pagurus_text" gc "pagurus" {
entry:
  %a = alloca [16 x i64]
  br label %head
head:
  %k = phi i64 [ 0, %entry ], [ %next, %head ]
  %p = getelementptr i64, ptr %a, i64 %k
  store volatile i64 %k, ptr %p
  %next = add i64 %k, 1
  %done = icmp eq i64 %next, 16
  br i1 %done, label %out, label %head
out:
  ret ptr %q
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
attributes #1 = { noinline noredzone "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
