; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; Which homes are live at a safepoint is read off the final code.
target triple = "x86_64-pc-linux-gnu"

declare i32 @external(i32)
declare void @take(ptr)
declare i32 @__pag_setjmp(ptr) returns_twice

; Two homes.  At the first call only home 0 is read later; home 1 is written
; after it and read after the second call.  memcpy-like leaf calls are no
; safepoints and have no entry.
; CHECK-LABEL: {{^}}two:
; CHECK: callq external.pag
; CHECK-NEXT: [[FIRST:\.Ltmp[0-9]+]]:
; CHECK: callq external.pag
; CHECK-NEXT: [[SECOND:\.Ltmp[0-9]+]]:
; CHECK: callq external.pag
; CHECK-NEXT: [[THIRD:\.Ltmp[0-9]+]]:
define i32 @two(ptr %p, ptr %q) #0 section "pagurus_text" gc "pagurus" {
  call void asm sideeffect "#pagurus.entry", "r"(ptr %p)
  %h = alloca [2 x ptr]
  call void asm sideeffect "#pagurus.homes", "=*m"(ptr elementtype([2 x ptr]) %h)
  %h1 = getelementptr [2 x ptr], ptr %h, i64 0, i64 1
  store ptr %p, ptr %h
  %a = call i32 @external(i32 1)
  %p2 = load ptr, ptr %h
  store ptr %p2, ptr %h1
  %b = call i32 @external(i32 2)
  %p3 = load ptr, ptr %h1
  store volatile i32 %b, ptr %p3
  %c = call i32 @external(i32 3)
  ret i32 %c
}

; A function to whose setjmp control may come back: all homes, always.
; CHECK-LABEL: {{^}}returns_twice:
; CHECK: callq __pag_setjmp
; CHECK-NEXT: [[SETJMP:\.Ltmp[0-9]+]]:
; CHECK: callq external.pag
; CHECK-NEXT: [[AFTER:\.Ltmp[0-9]+]]:
define i32 @returns_twice(ptr %buf, ptr %p) #0 section "pagurus_text" gc "pagurus" {
  call void asm sideeffect "#pagurus.entry", "r"(ptr %p)
  %h = alloca [1 x ptr]
  call void asm sideeffect "#pagurus.homes", "=*m"(ptr elementtype([1 x ptr]) %h)
  store ptr %p, ptr %h
  %r = call i32 @__pag_setjmp(ptr %buf) returns_twice
  %z = icmp eq i32 %r, 0
  br i1 %z, label %first, label %second
first:
  %a = call i32 @external(i32 1)
  ret i32 %a
second:
  %q = load ptr, ptr %h
  %v = load i32, ptr %q
  ret i32 %v
}

; The homes' place and number in the record: a frame of three words, the homes one
; word above SP, two of them, and rdi at entry (3 << 11 | 1 << 18 | 2 << 22 | 1 << 25).
; CHECK: .section pagurus_frames
; CHECK: .long (((.Lpag_end0-.Lpag_begin0)+15)>>4)+42211328

; CHECK: .section pagurus_safepoints,"ao",@progbits,.Lpag_begin0
; CHECK: .long .Lpag_begin0-
; CHECK-NEXT: .byte 2
; CHECK-NEXT: .byte 0
; CHECK-NEXT: .short 2
; CHECK-NEXT: .short 0
; CHECK-NEXT: .short 0
; CHECK-NEXT: .long 3
; CHECK-NEXT: .uleb128 ([[FIRST]]-.Lpag_begin0)<<1
; CHECK-NEXT: .byte 1
; CHECK-NEXT: .uleb128 ([[SECOND]]-[[FIRST]])<<1
; CHECK-NEXT: .byte 2
; CHECK-NEXT: .uleb128 ([[THIRD]]-[[SECOND]])<<1
; CHECK-NEXT: .byte 0
; CHECK: .long .Lpag_begin1-
; CHECK: .uleb128 ([[SETJMP]]-.Lpag_begin1)<<1
; CHECK-NEXT: .byte 1
; CHECK-NEXT: .uleb128 (([[AFTER]]-[[SETJMP]])<<1)+1

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
