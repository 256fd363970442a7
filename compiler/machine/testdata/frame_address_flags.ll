; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; The addition that computes an element's address also sets the flags of a
; comparison.  It is repeated behind each call without them.
target triple = "x86_64-pc-linux-gnu"

declare i32 @external(i32)
define internal void @use(ptr %p) #0 section "pagurus_text" gc "pagurus" {
  store volatile i32 0, ptr %p
  ret void
}

; CHECK-LABEL: {{^}}element_compared_with_null:
; CHECK: leaq [[ARRAY:[0-9]+]](%rsp), %rax
; CHECK: addq $88, %rax
; CHECK-NEXT: setne
; CHECK: callq external.pag
; CHECK: leaq [[ARRAY]](%rsp), %rax
; CHECK-NEXT: leaq 88(%rax), %rdi
; CHECK-NEXT: callq use
; CHECK: leaq [[ARRAY]](%rsp), %rax
; CHECK-NEXT: leaq 88(%rax), %rdi
; CHECK-NEXT: callq use
define i32 @element_compared_with_null() #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [30 x i32]
  %p = getelementptr inbounds [30 x i32], ptr %a, i64 0, i64 22
  %c = icmp ne ptr %p, null
  %z = zext i1 %c to i32
  %r = call i32 @external(i32 %z)
  call void @use(ptr %p)
  call void @use(ptr %p)
  ret i32 %r
}

attributes #0 = { nounwind noinline noredzone "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
