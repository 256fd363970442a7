; References where they are not followed, each refused with its reason.
; RUN: not pagurus-opt %s 2>&1 | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-DAG: a thread-local variable with references
@t = thread_local global ptr addrspace(1) null
; CHECK-DAG: a variable in the references' address space
@in_heap = addrspace(1) global i64 0

declare void @variadic(i64, ...)
declare void @native(ptr addrspace(1))
declare void @by_value(ptr byval({ ptr addrspace(1) }))

; CHECK-DAG: from_integer: makes a reference of an integer
define ptr addrspace(1) @from_integer(i64 %i) {
  %p = inttoptr i64 %i to ptr addrspace(1)
  ret ptr addrspace(1) %p
}
; CHECK-DAG: other_space: casts between references and another address space than 0
define ptr addrspace(257) @other_space(ptr addrspace(1) %a) {
  %p = addrspacecast ptr addrspace(1) %a to ptr addrspace(257)
  ret ptr addrspace(257) %p
}
; CHECK-DAG: in_varargs: passes a reference as a variadic argument
define void @in_varargs(ptr addrspace(1) %a) {
  call void (i64, ...) @variadic(i64 0, ptr addrspace(1) %a)
  ret void
}
; CHECK-DAG: from_varargs: takes a reference from variadic arguments
define ptr addrspace(1) @from_varargs(ptr %list) {
  %a = va_arg ptr %list, ptr addrspace(1)
  ret ptr addrspace(1) %a
}
; CHECK-DAG: passes_by_value: passes a structure with references on the stack
define void @passes_by_value(ptr %p) {
  call void @by_value(ptr byval({ ptr addrspace(1) }) %p)
  ret void
}
; CHECK-DAG: takes_by_value: takes a structure with references by value
define void @takes_by_value(ptr byval({ ptr addrspace(1) }) %p) {
  ret void
}
; CHECK-DAG: jumps: musttail call with a reference
define void @jumps(ptr addrspace(1) %a) {
  musttail call void @native(ptr addrspace(1) %a)
  ret void
}
; CHECK-DAG: any_size: a local with references whose size is known only at run time
define void @any_size(i64 %n) {
  %a = alloca ptr addrspace(1), i64 %n
  ret void
}
; CHECK-DAG: gets_a_copy: passes a reference as the address of a copy
define void @gets_a_copy(ptr addrspace(1) byval(i64) %a) {
  ret void
}
; CHECK-DAG: gives_a_copy: passes a reference as the address of a copy
define void @gives_a_copy(ptr addrspace(1) %a) {
  call void @gets_a_copy(ptr addrspace(1) byval(i64) %a)
  ret void
}
