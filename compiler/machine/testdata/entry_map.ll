; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; Markers of tracked arguments become bits and offsets of the frame record; no
; trace of them is left in the code.
target triple = "x86_64-pc-linux-gnu"

declare void @external()

; CHECK-NOT: #pagurus

; rdi, rdx and r9: bits 0, 2 and 5.
define void @registers(ptr %a, i64 %b, ptr %c, i64 %d, i64 %e, ptr %f) #0 section "pagurus_text" gc "pagurus" {
  call void asm sideeffect "#pagurus.entry", "r"(ptr %a)
  call void asm sideeffect "#pagurus.entry", "r"(ptr %c)
  call void asm sideeffect "#pagurus.entry", "r"(ptr %f)
  call void @external()
  ret void
}

; A floating-point argument takes no integer register, a 128-bit one takes two:
; what IR's parameter numbers say is wrong here.
define void @counted_wrong(double %a, i128 %b, ptr %c) #0 section "pagurus_text" gc "pagurus" {
  call void asm sideeffect "#pagurus.entry", "r"(ptr %c)
  call void @external()
  ret void
}

; The seventh and the ninth integer argument: 0 and 16 bytes above the return
; address.
define void @stack(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, ptr %g, i64 %h, ptr %i) #0 section "pagurus_text" gc "pagurus" {
  call void asm sideeffect "#pagurus.entry", "r"(ptr %g)
  call void asm sideeffect "#pagurus.entry", "r"(ptr %i)
  call void @external()
  ret void
}

; CHECK: .section pagurus_frames,"ao",@progbits,.Lpag_begin0
; CHECK: .long .Lpag_begin0-
; One word of frame; rdi, rdx and r9: 1 << 11 | 37 << 25.
; CHECK-NEXT: .long (((.Lpag_end0-.Lpag_begin0)+15)>>4)+1241516032
; CHECK: .long .Lpag_begin1-
; The same frame; rdx: 1 << 11 | 4 << 25.
; CHECK-NEXT: .long (((.Lpag_end1-.Lpag_begin1)+15)>>4)+134219776
; CHECK-NOT: .long .Lpag_begin2-
; CHECK: .section pagurus_frames_ext,"ao",@progbits,.Lpag_begin0
; CHECK: .long .Lpag_begin2-
; CHECK-NEXT: .short 2
; CHECK-NEXT: .short 0
; CHECK-NEXT: .long .Lpag_end2-.Lpag_begin2
; CHECK-NEXT: .long 8
; CHECK-NEXT: .long 0
; CHECK-NEXT: .long 0
; CHECK-NEXT: .long 0
; CHECK-NEXT: .long 2
; CHECK-NEXT: .long 0
; CHECK-NEXT: .long 16

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
