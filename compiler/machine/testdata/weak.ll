; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; Weak symbols.
target triple = "x86_64-pc-linux-gnu"

$inline = comdat any

declare extern_weak void @maybe()

; An interposable definition is called like an external function, and its
; managed entry has no name of its own: a native definition may replace it.
; CHECK: .weak interposable
; CHECK: {{^}}interposable:
; CHECK-NOT: interposable.pag
; CHECK: {{^}}.Lpag_entry
; CHECK: .size interposable,
define weak void @interposable() #0 section "pagurus_text" gc "pagurus" {
  ret void
}

; One-definition-rule weak: every copy is as good, so names of its own, weak,
; and everything in the copy's own group.
; CHECK: .section pagurus_text,"axG",@progbits,inline,comdat
; CHECK: .weak inline
; CHECK: {{^}}inline.pag:
; CHECK: .weak inline.pag
; CHECK: .weak inline.pags
define linkonce_odr void @inline() #0 section "pagurus_text" comdat gc "pagurus" {
  %h = alloca [1 x ptr]
  call void asm sideeffect "#pagurus.homes", "=*m"(ptr elementtype([1 x ptr]) %h)
  call void @maybe()
  ret void
}

; CHECK-LABEL: {{^}}hidden:
; CHECK: .globl hidden.pag
; CHECK-NEXT: .hidden hidden.pag
define hidden void @hidden() #0 section "pagurus_text" gc "pagurus" {
  ret void
}

; CHECK-LABEL: {{^}}caller:
; CHECK: callq interposable.pag
; CHECK: callq inline.pag
; CHECK: callq alias.pag
define void @caller() #0 section "pagurus_text" gc "pagurus" {
  call void @interposable()
  call void @inline()
  call void @alias()
  ret void
}

@alias = alias void (), ptr @hidden

; CHECK: .section pagurus_frames,"ao",@progbits,.Lpag_begin0
; CHECK: .section pagurus_frames,"aoG",@progbits,.Lpag_begin1,inline,comdat
; CHECK: .section pagurus_safepoints,"aoG",@progbits,.Lpag_begin1,inline,comdat

; CHECK: .globl alias.pag
; CHECK-NEXT: .set alias.pag, .Lpag_entry
; CHECK: .globl alias.pags

; CHECK: .weak interposable.pag
; CHECK: {{^}}interposable.pag:
; CHECK: movq interposable@GOTPCREL(%rip), %r11

; The gate of a weak reference refers weakly.
; CHECK: .weak maybe{{$}}
; CHECK: {{^}}maybe.pag:
; CHECK: movq maybe@GOTPCREL(%rip), %r11

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
