; A union has the type of one member; where that is not the reference, nobody
; would find it.
; RUN: not pagurus-opt %s 2>&1 | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@g = global [2 x i64] zeroinitializer
@fine = global { i64, ptr addrspace(1) } zeroinitializer

declare void @keep(ptr)

; CHECK: in_local: a reference in a local or variable whose type has none there
define void @in_local(ptr addrspace(1) %a) {
  %l = alloca double
  store ptr addrspace(1) %a, ptr %l
  call void @keep(ptr %l)
  ret void
}
; CHECK: in_global: a reference in a local or variable
define ptr addrspace(1) @in_global() {
  %place = getelementptr i8, ptr @g, i64 8
  %a = load ptr addrspace(1), ptr %place
  ret ptr addrspace(1) %a
}
; CHECK: beside_another: a reference in a local or variable
define void @beside_another(ptr addrspace(1) %a) {
  %l = alloca { ptr addrspace(1), i64 }
  %place = getelementptr i8, ptr %l, i64 8
  store ptr addrspace(1) %a, ptr %place
  call void @keep(ptr %l)
  ret void
}
; CHECK-NOT: in_its_place
define ptr addrspace(1) @in_its_place(ptr addrspace(1) %a, i64 %i) {
  %l = alloca [4 x { i64, ptr addrspace(1) }]
  %first = getelementptr i8, ptr %l, i64 24
  store ptr addrspace(1) %a, ptr %first
  %any = getelementptr [4 x { i64, ptr addrspace(1) }], ptr %l, i64 0, i64 %i, i32 1
  store ptr addrspace(1) %a, ptr %any
  call void @keep(ptr %l)
  %place = getelementptr i8, ptr @fine, i64 8
  %b = load ptr addrspace(1), ptr %place
  ret ptr addrspace(1) %b
}

; A constructor in a header: not this file's alone, but written for all.
; CHECK: constructs: a reference in a local or variable
define linkonce_odr void @construct(ptr %place, ptr addrspace(1) %a) noinline {
  store ptr addrspace(1) %a, ptr %place
  ret void
}
define void @constructs(ptr addrspace(1) %a) {
  call void @construct(ptr @g, ptr addrspace(1) %a)
  ret void
}
; The access is somewhere else: the address of the place comes as an argument.
; CHECK: sets: a reference in a local or variable whose type has none there
define internal void @set(ptr %place, ptr addrspace(1) %a) noinline {
  %second = getelementptr i8, ptr %place, i64 8
  store ptr addrspace(1) %a, ptr %second
  ret void
}
define internal void @set_further(ptr %place, ptr addrspace(1) %a) noinline {
  call void @set(ptr %place, ptr addrspace(1) %a)
  ret void
}
define void @sets(ptr addrspace(1) %a) {
  %l = alloca [2 x i64]
  call void @set_further(ptr %l, ptr addrspace(1) %a)
  ret void
}
; CHECK-NOT: sets_in_its_place
define void @sets_in_its_place(ptr addrspace(1) %a) {
  %l = alloca { i64, ptr addrspace(1) }
  call void @set_further(ptr %l, ptr addrspace(1) %a)
  ret void
}
