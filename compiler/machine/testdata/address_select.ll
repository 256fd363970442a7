; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; LLVM makes "address + (condition ? 116 : 24)" a conditional move of two
; addresses, which nobody could compute again behind a call (I1): it has to
; choose between offsets.  Found by the random programs, seed 101893.
target triple = "x86_64-pc-linux-gnu"

define internal void @use(ptr %p) #1 section "pagurus_text" gc "pagurus" {
  store volatile i32 0, ptr %p
  ret void
}

; CHECK-LABEL: {{^}}selected:
; CHECK: cmov{{n?}}eq {{.*}}, [[OFFSET:%r[a-z0-9]+]]
; CHECK: leaq ({{%r[a-z0-9]+}},[[OFFSET]]), %rdi
; CHECK-NEXT: callq use
; CHECK-NEXT: leaq {{[0-9]*\(}}%rsp), [[BASE:%r[a-z0-9]+]]
; CHECK-NEXT: leaq ([[BASE]],[[OFFSET]]), %rdi
; CHECK-NEXT: callq use
define void @selected(i1 %c) #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [40 x i32]
  %offset = select i1 %c, i64 116, i64 24
  %p = getelementptr i8, ptr %a, i64 %offset
  call void @use(ptr %p)
  call void @use(ptr %p)
  ret void
}

; Beside an index, and where LLVM might have made branches of the move.
; CHECK-LABEL: {{^}}selected_in_loop:
; CHECK: cmov{{n?}}eq {{.*}}, [[OFFSET:%r[a-z0-9]+]]
; CHECK: leaq (%rsp,[[INDEX:%r[a-z0-9]+]],4)
; CHECK: callq use
; CHECK: leaq (%rsp,[[INDEX]],4)
; CHECK: leaq ({{%r[a-z0-9]+}},[[OFFSET]]), %rdi
; CHECK-NEXT: callq use
define void @selected_in_loop(i1 %c, i32 %n, i64 %i) #0 section "pagurus_text" gc "pagurus" {
entry:
  %a = alloca [40 x i32]
  br label %head
head:
  %k = phi i32 [ 0, %entry ], [ %l, %head ]
  %odd = and i32 %k, %n
  %d = icmp eq i32 %odd, 0
  %offset = select i1 %d, i64 116, i64 24
  %b = getelementptr i32, ptr %a, i64 %i
  %p = getelementptr i8, ptr %b, i64 %offset
  call void @use(ptr %p)
  call void @use(ptr %p)
  %l = add i32 %k, 1
  %end = icmp eq i32 %l, %n
  br i1 %end, label %out, label %head
out:
  ret void
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
attributes #1 = { noinline noredzone "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
