; A refusal is what is said of a function that other files may have, too.
; RUN: not pagurus-llc %s 2>&1 | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

$inline = comdat any

declare void @keep(ptr)

; CHECK-NOT: Comdat
; CHECK: inline: a reference in a local or variable whose type has none there
define linkonce_odr void @inline(ptr addrspace(1) %a) comdat {
  %l = alloca i64
  store ptr addrspace(1) %a, ptr %l
  call void @keep(ptr %l)
  ret void
}
