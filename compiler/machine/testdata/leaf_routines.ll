; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; What is called as a leaf routine of the C library (leaf_routines.h): straight,
; without a prologue check, if name and type fit and -fno-builtin does not say
; that names mean nothing.
target triple = "x86_64-pc-linux-gnu"

declare i32 @strcmp(ptr, ptr)
declare double @floor(double)
declare i32 @trunc(ptr)
declare double @llvm.ceil.f64(double)
define i64 @strlen(ptr %s) #0 section "pagurus_text" gc "pagurus" {
  ret i64 0
}

; CHECK-LABEL: straight:
; CHECK-NOT: __pag_morestack
; CHECK: callq strcmp@PLT
; CHECK: callq floor@PLT
; CHECK: callq ceil@PLT
; CHECK-NOT: __pag_morestack
; CHECK: retq
define i32 @straight(ptr %p, ptr %q) #0 section "pagurus_text" gc "pagurus" {
  %c = call i32 @strcmp(ptr %p, ptr %q)
  %d = sitofp i32 %c to double
  %e = call double @floor(double %d)
  %f = call double @llvm.ceil.f64(double %e)
  %g = fptosi double %f to i32
  ret i32 %g
}

; CHECK-LABEL: another_type:
; CHECK: callq trunc.pag
define i32 @another_type(ptr %p) #0 section "pagurus_text" gc "pagurus" {
  %r = call i32 @trunc(ptr %p)
  ret i32 %r
}

; CHECK-LABEL: without_builtins:
; CHECK: callq strcmp.pag
; CHECK: callq floor@PLT
define i32 @without_builtins(ptr %p, ptr %q) #1 section "pagurus_text" gc "pagurus" {
  %c = call i32 @strcmp(ptr %p, ptr %q)
  %d = sitofp i32 %c to double
  %e = call double @floor(double %d)
  %g = fptosi double %e to i32
  ret i32 %g
}

; A definition at hand is called as what it is.
; CHECK-LABEL: defined_here:
; CHECK: callq strlen.pag
define i64 @defined_here(ptr %p) #0 section "pagurus_text" gc "pagurus" {
  %n = call i64 @strlen(ptr %p)
  ret i64 %n
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "frame-pointer"="none" }
attributes #1 = { noredzone "pagurus-managed" "pagurus-callback-entry" "frame-pointer"="none" "no-builtin-strcmp" }
