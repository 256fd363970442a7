; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; LLVM coalesces no copies in a function that calls setjmp; outgoing stack
; arguments are stored through SP itself all the same.
target triple = "x86_64-pc-linux-gnu"

declare i32 @pag_setjmp(ptr) returns_twice
define internal void @seven(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, ptr %p) noinline #0 section "pagurus_text" gc "pagurus" {
  store volatile i64 0, ptr %p
  ret void
}

; CHECK-LABEL: {{^}}calls_setjmp:
; CHECK: callq pag_setjmp
; CHECK: leaq {{[0-9]+}}(%rsp), [[ADDRESS:%r[a-z0-9]+]]
; CHECK: movq [[ADDRESS]], (%rsp)
; CHECK: callq seven
define void @calls_setjmp(ptr %buffer) #0 section "pagurus_text" gc "pagurus" {
  %x = alloca i64
  %r = call i32 @pag_setjmp(ptr %buffer) returns_twice
  call void @seven(i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, ptr %x)
  ret void
}

attributes #0 = { nounwind "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
