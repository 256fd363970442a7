; Variables with references are listed in pagurus_roots, arrays as so many
; elements; constants and variables of other files are not.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%pair = type { i64, ptr addrspace(1) }
$inline = comdat any

@one = global ptr addrspace(1) null
@many = internal global [3 x [2 x %pair]] zeroinitializer
@inline = linkonce_odr global %pair zeroinitializer, comdat
@constant = constant ptr addrspace(1) null
@elsewhere = external global ptr addrspace(1)
@plain = global i64 0

; CHECK-DAG: @pagurus.roots = private constant { i32, i32, i64 } {{.*}}@one{{.*}} i64 1 }, section "pagurus_roots", align 8
; CHECK-DAG: @pagurus.roots.{{[0-9]+}} = private constant { i32, i32, i64 } {{.*}}@many{{.*}} i64 6 }, section "pagurus_roots", align 8
; CHECK-DAG: @pagurus.roots.{{[0-9]+}} = private constant { i32, i32, i64 } {{.*}}@inline{{.*}} i64 1 }, section "pagurus_roots", comdat($inline), align 8
; CHECK-DAG: @pagurus.references.{{[0-9]+}} = private unnamed_addr constant [1 x i64] [i64 2]
; CHECK-NOT: ptrtoint (ptr @constant
; CHECK-NOT: ptrtoint (ptr @elsewhere
define void @f() {
  ret void
}
