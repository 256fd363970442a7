; Which calls may become jumps.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare i64 @elsewhere(i64)
declare i64 @many(i64, i64, i64, i64, i64, i64, i64)
declare i64 @variadic(i64, ...)
declare void @native(ptr)

; Recursion stays a loop, also between siblings in other files.
; CHECK-LABEL: define i64 @self(
; CHECK:         tail call i64 @self(
define i64 @self(i64 %n) {
  %m = sub i64 %n, 1
  %r = tail call i64 @self(i64 %m)
  ret i64 %r
}
; CHECK-LABEL: define i64 @sibling(
; CHECK:         tail call i64 @elsewhere(
define i64 @sibling(i64 %n) {
  %r = tail call i64 @elsewhere(i64 %n)
  ret i64 %r
}
; CHECK-LABEL: define i64 @pointer(
; CHECK:         tail call i64 %f(
define i64 @pointer(ptr %f, i64 %n) {
  %r = tail call i64 %f(i64 %n)
  ret i64 %r
}

; A gate must be told how many bytes of stack arguments there are.
; CHECK-LABEL: define i64 @stack_arguments(
; CHECK:         = call i64 @many(
; CHECK:         = call i64 (i64, ...) @variadic(
define i64 @stack_arguments(i64 %n) {
  %r = tail call i64 @many(i64 %n, i64 %n, i64 %n, i64 %n, i64 %n, i64 %n, i64 %n)
  %s = tail call i64 (i64, ...) @variadic(i64 %n, i64 %r)
  ret i64 %s
}
; A managed callee needs no gate.
; CHECK-LABEL: define internal i64 @seven(
define internal i64 @seven(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g) {
  ret i64 %g
}
; CHECK:         tail call i64 @seven(
define i64 @stack_arguments_here(i64 %n) {
  %r = tail call i64 @seven(i64 %n, i64 %n, i64 %n, i64 %n, i64 %n, i64 %n, i64 %n)
  ret i64 %r
}
; Unless the linker may put another definition, a native one, in its place.
; CHECK-LABEL: define weak i64 @replaceable(
define weak i64 @replaceable(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g) {
  ret i64 %g
}
; CHECK:         = call i64 @replaceable(
define i64 @stack_arguments_weak(i64 %n) {
  %r = tail call i64 @replaceable(i64 %n, i64 %n, i64 %n, i64 %n, i64 %n, i64 %n, i64 %n)
  ret i64 %r
}

; The arena is released after the call, which therefore is no jump.
; CHECK-LABEL: define i64 @uses_arena(
; CHECK:         %r = {{.*}}call i64 @elsewhere(
; CHECK-NEXT:    call ptr asm
; CHECK-NEXT:    getelementptr
; CHECK-NEXT:    store i64
; CHECK-NEXT:    ret i64 %r
define i64 @uses_arena(i64 %n) {
  %x = alloca i64
  call void @native(ptr %x)
  %r = tail call i64 @elsewhere(i64 %n)
  ret i64 %r
}
