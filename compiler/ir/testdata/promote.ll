; Unoptimised code keeps every variable in memory.  Locals are promoted first, or
; every pointer variable would make what it points to escape (known bug 46).
;
; RUN: pagurus-opt -verify-each -passes=prepare %s | FileCheck %s

declare void @other()

; CHECK-LABEL: define i32 @unoptimised(
; CHECK-NEXT:    call void @other()
; CHECK-NEXT:    ret i32 %n
define i32 @unoptimised(i32 %n) optnone noinline {
  %pointer = alloca ptr
  %n.addr = alloca i32
  %x = alloca i32
  store i32 %n, ptr %n.addr
  store ptr %x, ptr %pointer
  %1 = load ptr, ptr %pointer
  %2 = load i32, ptr %n.addr
  store i32 %2, ptr %1
  call void @other()
  %3 = load i32, ptr %x
  ret i32 %3
}
