; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; A vector argument on the stack may be 16 bytes off the alignment that the
; calling convention promises: nobody relies on it (I3: frames are not
; realigned).
target triple = "x86_64-pc-linux-gnu"

declare void @nine(<8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>)

; CHECK-LABEL: {{^}}caller:
; CHECK-NOT: vmovaps %ymm{{[0-9]+}}, {{[0-9]*}}(%rsp)
; CHECK: vmovups %ymm0, (%rsp)
; CHECK: callq nine.pags
define void @caller(<8 x float> %v) #0 section "pagurus_text" gc "pagurus" {
  call void @nine(<8 x float> %v, <8 x float> %v, <8 x float> %v, <8 x float> %v, <8 x float> %v, <8 x float> %v, <8 x float> %v, <8 x float> %v, <8 x float> %v)
  ret void
}

; CHECK-LABEL: {{^}}callee:
; CHECK: vmovups {{[0-9]+}}(%rsp), %ymm0
define <8 x float> @callee(<8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float>, <8 x float> %v) #0 section "pagurus_text" gc "pagurus" {
  ret <8 x float> %v
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" "target-features"="+avx" }
