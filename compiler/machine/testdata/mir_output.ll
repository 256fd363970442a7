; RUN: pagurus-llc -machine-only -mir %s | FileCheck %s
;
; Machine code as LLVM's text, for looking at and for the frame verifier's tests.
target triple = "x86_64-pc-linux-gnu"

declare void @external()

; CHECK: name: caller
; CHECK: CALL64pcrel32 &external.pag
; CHECK: CALL64pcrel32 &__pag_morestack
define void @caller() #0 section "pagurus_text" gc "pagurus" {
  call void @external()
  call void @external()
  ret void
}

attributes #0 = { noredzone "pagurus-managed" "frame-pointer"="none" }
