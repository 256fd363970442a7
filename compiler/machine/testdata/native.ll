; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; Functions that are not managed (naked ones) are left alone: no check, no
; record, no gate in their calls.  Managed code calls them through gates.
target triple = "x86_64-pc-linux-gnu"

; CHECK-LABEL: {{^}}naked:
; CHECK-NOT: %fs
; CHECK: jmp elsewhere{{$}}
define void @naked() naked noredzone {
  call void asm sideeffect "jmp elsewhere", ""()
  unreachable
}

; CHECK-LABEL: {{^}}caller:
; CHECK: callq naked.pag
define void @caller() #0 section "pagurus_text" gc "pagurus" {
  call void @naked()
  ret void
}

; CHECK: .section pagurus_frames
; CHECK: .long .Lpag_begin0-
; CHECK-NOT: .long .Lpag_begin1-
; CHECK: {{^}}naked.pag:

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
