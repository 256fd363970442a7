; Inline assembly may be of any size, so its function has an extended record, whose
; size field has 32 bits.  So has one with a large frame.
; RUN: pagurus-llc -machine-only %s | FileCheck %s
target triple = "x86_64-pc-linux-gnu"

declare void @external()

define void @small() #0 section "pagurus_text" gc "pagurus" {
  call void @external()
  ret void
}

define void @padded() #0 section "pagurus_text" gc "pagurus" {
  call void asm sideeffect ".skip 40000, 0x90", ""()
  call void @external()
  ret void
}

define void @deep() #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [1024 x i8]
  store volatile i8 1, ptr %a
  call void @external()
  ret void
}

; CHECK: .section pagurus_frames,"ao",@progbits,.Lpag_begin0
; CHECK: .long .Lpag_begin0-
; CHECK-NEXT: .long (((.Lpag_end0-.Lpag_begin0)+15)>>4)+2048
; CHECK-NOT: .long .Lpag_begin
; CHECK: .section pagurus_frames_ext,"ao",@progbits,.Lpag_begin0
; CHECK: .long .Lpag_begin1-
; CHECK-NEXT: .short 2
; CHECK-NEXT: .short 0
; CHECK-NEXT: .long .Lpag_end1-.Lpag_begin1
; CHECK-NEXT: .long 8
; CHECK: .long .Lpag_begin2-
; CHECK: .long .Lpag_end2-.Lpag_begin2
; CHECK-NEXT: .long 1032

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
