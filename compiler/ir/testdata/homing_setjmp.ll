; In a function that calls setjmp no home is shared, and all are initialised:
; longjmp can bring control back to where a home is needed from anywhere (known
; bug 43).
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

@env = global [200 x i8] zeroinitializer
declare void @other()
declare i32 @_setjmp(ptr) returns_twice
declare void @longjmp(ptr, i32) noreturn

define i64 @in_turn(i1 %c) {
  %a = alloca i64
  %b = alloca i64
  %p = select i1 %c, ptr %a, ptr %b
  %r = call i32 @_setjmp(ptr @env) returns_twice
  %v = load i64, ptr %p
  %q = select i1 %c, ptr %b, ptr %a
  call void @other()
  %w = load i64, ptr %q
  %sum = add i64 %v, %w
  ret i64 %sum
}
; CHECK-LABEL: define i64 @in_turn(
; CHECK:         %homes = alloca [2 x ptr]
; CHECK:         store ptr null, ptr
; CHECK:         store ptr null, ptr
; CHECK:         store ptr %p, ptr
; CHECK-NEXT:    call i32 @__pag_setjmp(ptr @env)
; CHECK:         %p.home = load ptr
; CHECK-NEXT:    load i64, ptr %p.home

define void @jump() {
  call void @longjmp(ptr @env, i32 1)
  unreachable
}
; CHECK-LABEL: define void @jump(
; CHECK:         call void @__pag_longjmp(ptr @env, i32 1)
