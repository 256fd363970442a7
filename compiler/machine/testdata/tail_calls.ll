; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; A tail call stays a jump.
target triple = "x86_64-pc-linux-gnu"

declare i32 @external(i32)
declare i32 @seven(i32, i32, i32, i32, i32, i32, i32)

; CHECK-LABEL: {{^}}direct:
; CHECK-NOT: callq
; CHECK: jmp external.pag
define i32 @direct(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = tail call i32 @external(i32 %x)
  ret i32 %r
}

; CHECK-LABEL: {{^}}self:
; CHECK: {{jmp|jne}} self.pag
define i32 @self(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %y = sub i32 %x, 1
  %z = icmp eq i32 %y, 0
  br i1 %z, label %out, label %again
again:
  %r = tail call i32 @self(i32 %y)
  ret i32 %r
out:
  ret i32 0
}

; CHECK-LABEL: {{^}}pointer:
; CHECK: movq %rdi, %r11
; CHECK: jmp __pag_gate{{$}}
define i32 @pointer(ptr %f, i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = tail call i32 %f(i32 %x)
  ret i32 %r
}

; Behind a call and with a frame: the frame is gone before the jump.
; CHECK-LABEL: {{^}}after_call:
; CHECK: callq external.pag
; CHECK: popq
; CHECK: jmp external.pag
define i32 @after_call(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %a = call i32 @external(i32 %x)
  %r = tail call i32 @external(i32 %a)
  ret i32 %r
}

; Stack arguments that are already in their place: their size goes along,
; because the callee may be native.
; CHECK-LABEL: {{^}}in_place:
; CHECK: movl $8, %r10d
; CHECK: jmp seven.pags
define i32 @in_place(i32 %a, i32 %b, i32 %c, i32 %d, i32 %e, i32 %f, i32 %g) #0 section "pagurus_text" gc "pagurus" {
  %r = tail call i32 @seven(i32 1, i32 %b, i32 %c, i32 %d, i32 %e, i32 %f, i32 %g)
  ret i32 %r
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
