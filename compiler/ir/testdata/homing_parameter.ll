; A parameter that may point into the stack is kept in a home while a call is
; in progress (I1): stored at entry, loaded after each call behind which it is
; needed.  Between calls, no load; where it is not needed, none either.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()

define i64 @caller() {
  %local = alloca [4 x i64]
  %r = call i64 @sum(ptr %local)
  ret i64 %r
}
; A local's own address needs no home: it is recomputed at each use.
; CHECK-LABEL: define i64 @caller(
; CHECK-NEXT:    %local = alloca
; CHECK-NEXT:    call i64 @sum(ptr %local)
; CHECK-NOT:     pagurus.homes

define i64 @sum(ptr %p) {
  %a = load i64, ptr %p
  call void @other()
  %b = load i64, ptr %p
  %ab = add i64 %a, %b
  call void @other()
  call void @other()
  %q = getelementptr inbounds i64, ptr %p, i64 3
  %c = load i64, ptr %q
  %abc = add i64 %ab, %c
  ret i64 %abc
}
; CHECK-LABEL: define i64 @sum(
; CHECK:         %homes = alloca [1 x ptr]
; The entry map: this parameter may point into the stack.
; CHECK-NEXT:    call void asm sideeffect "#pagurus.entry", "r"(ptr %p)
; CHECK-NEXT:    call void asm sideeffect "#pagurus.homes", "=*m"(ptr elementtype([1 x ptr]) %homes)
; CHECK:         store ptr %p, ptr [[HOME:%[0-9]+]]
; CHECK-NEXT:    %a = load i64, ptr %p
; CHECK-NEXT:    call void @other()
; CHECK:         [[P1:%p.home[0-9]*]] = load ptr
; CHECK-NEXT:    %b = load i64, ptr [[P1]]
; CHECK:         call void @other()
; CHECK-NEXT:    call void @other()
; CHECK:         [[P2:%p.home[0-9]*]] = load ptr
; CHECK-NEXT:    %q = getelementptr inbounds i64, ptr [[P2]], i64 3

; Nobody passes a pointer into the stack here: the parameter costs nothing.
define i64 @heap_only(ptr %p) {
  call void @other()
  %v = load i64, ptr %p
  ret i64 %v
}
; CHECK-LABEL: define i64 @heap_only(
; CHECK-NEXT:    call void @other()
; CHECK-NEXT:    load i64, ptr %p
