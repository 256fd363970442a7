; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; The table of docs/abi.md, section 3: how managed code calls what (I6).
target triple = "x86_64-pc-linux-gnu"

@pointer = external global ptr
declare i32 @external(i32)
declare i32 @printf(ptr, ...)
declare void @seven(i32, i32, i32, i32, i32, i32, ptr)
declare ptr @memcpy(ptr, ptr, i64)
declare i64 @strlen(ptr)
declare i32 @__pag_setjmp(ptr) returns_twice
declare double @llvm.pow.f64(double, double)

define internal i32 @local(i32 %x) #1 section "pagurus_text" gc "pagurus" {
  %r = call i32 @external(i32 %x)
  ret i32 %r
}
define internal i32 @local_address_taken(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = call i32 @external(i32 %x)
  ret i32 %r
}
define i32 @defined(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = call i32 @external(i32 %x)
  ret i32 %r
}
define i32 @weak_odr_definition(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = call i32 @external(i32 %x)
  ret i32 %r
}

; An exact definition of this module: local without callback entry by its own
; name, the others by `.pag`.
; CHECK-LABEL: {{^}}definitions:
; CHECK: callq local{{$}}
; CHECK: callq local_address_taken.pag
; CHECK: callq defined.pag
define i32 @definitions(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %a = call i32 @local(i32 %x)
  %b = call i32 @local_address_taken(i32 %a)
  %c = call i32 @defined(i32 %b)
  %d = add i32 %c, 1
  ret i32 %d
}

; External: `.pag`; with stack arguments or variadic `.pags`, and r10 says how
; many bytes of stack arguments there are.  al stays what it was.
; CHECK-LABEL: {{^}}externals:
; CHECK-NOT: r10
; CHECK: callq external.pag{{$}}
; CHECK: movl $8, %r10d
; CHECK-NEXT: callq seven.pags
; CHECK: movb $1, %al
; CHECK: xorl %r10d, %r10d
; CHECK-NEXT: callq printf.pags
; CHECK: movl $8, %r10d
; CHECK-NEXT: callq printf.pags
define void @externals(i32 %x, double %d) #0 section "pagurus_text" gc "pagurus" {
  %a = call i32 @external(i32 %x)
  call void @seven(i32 1, i32 2, i32 3, i32 4, i32 5, i32 6, ptr null)
  %b = call i32 (ptr, ...) @printf(ptr null, i32 %a, double %d)
  %c = call i32 (ptr, ...) @printf(ptr null, i32 1, i32 2, i32 3, i32 4, i32 5, i32 6)
  ret void
}

; Function pointers go through the gate, which looks what they point to.  The
; memory form of the call is taken apart.
; CHECK-LABEL: {{^}}pointers:
; CHECK: movq {{.*}}, %r11
; CHECK: callq __pag_gate{{$}}
; CHECK: movq %{{.*}}, %r11
; CHECK: callq __pag_gate_s{{$}}
define i32 @pointers(ptr %f) #0 section "pagurus_text" gc "pagurus" {
  %g = load ptr, ptr @pointer
  %a = call i32 %g(i32 1)
  %b = call i32 (ptr, ...) %f(ptr null, i32 %a)
  %c = add i32 %b, 1
  ret i32 %c
}

; Leaf routines and assembly of ours: straight.
; CHECK-LABEL: {{^}}straight:
; CHECK: callq memcpy@PLT
; CHECK: callq strlen@PLT
; CHECK: callq __pag_setjmp@PLT
define i64 @straight(ptr %p, ptr %q, i64 %n) #0 section "pagurus_text" gc "pagurus" {
  %a = call ptr @memcpy(ptr %p, ptr %q, i64 %n)
  %b = call i64 @strlen(ptr %p)
  %c = call i32 @__pag_setjmp(ptr %p) returns_twice
  ret i64 %b
}

; What only code generation wants is native, whatever its name resolves to.
; CHECK-LABEL: {{^}}library:
; CHECK: xorl %r10d, %r10d
; CHECK-NEXT: callq pow.pagn
; CHECK: xorl %r10d, %r10d
; CHECK-NEXT: callq __divti3.pagn
define i128 @library(double %x, i128 %a, i128 %b) #0 section "pagurus_text" gc "pagurus" {
  %p = call double @llvm.pow.f64(double %x, double %x)
  store volatile double %p, ptr @pointer
  %q = sdiv i128 %a, %b
  ret i128 %q
}

; Each name that is called and not defined here gets a gate; what is defined
; here gets none.
; CHECK: .section .text.pagurus_gates,"ax",@progbits
; CHECK: {{^}}__divti3.pagn:
; CHECK: movq __divti3@GOTPCREL(%rip), %r11
; CHECK: jmp __pag_gate_native
; CHECK-NOT: {{^}}defined.pag:
; CHECK: .section .text.pagurus_gates,"axG",@progbits,external.pag,comdat
; CHECK: .weak external.pag
; CHECK: {{^}}external.pag:
; CHECK-NEXT: .cfi_startproc
; CHECK-NEXT: movq external@GOTPCREL(%rip), %r11
; CHECK-NEXT: jmp __pag_gate{{$}}
; CHECK: {{^}}pow.pagn:
; CHECK: {{^}}printf.pags:
; CHECK: jmp __pag_gate_s

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
attributes #1 = { noinline noredzone "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
