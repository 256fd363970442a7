; RUN: pagurus-llc -O0 -machine-only -verify %s | FileCheck %s
;
; An address that is needed only behind a call is computed there and nowhere
; else, also where nobody clears away what is not used (-O0).
target triple = "x86_64-pc-linux-gnu"

declare void @external()
declare void @takes(ptr, ptr)

; CHECK-LABEL: only_behind:
; CHECK-NOT: lea
; CHECK: callq external.pag
; CHECK: leaq
; CHECK: callq takes.pag
; CHECK: retq
define void @only_behind() #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [4 x i64]
  %p = getelementptr i8, ptr %a, i64 8
  %q = getelementptr i8, ptr %p, i64 8
  call void @external()
  call void @takes(ptr %p, ptr %q)
  call void @external()
  call void @takes(ptr %q, ptr %p)
  ret void
}

attributes #0 = { noredzone "pagurus-managed" "frame-pointer"="none" }
