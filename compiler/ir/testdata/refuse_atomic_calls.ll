; Atomic operations that are calls of the library overwrite references unnoticed
; (H6).
; RUN: not pagurus-opt -passes=refuse %s 2>&1 | FileCheck %s
; RUN: sed 's/#pagurus.references/#/' %s | pagurus-opt -passes=refuse - | FileCheck --check-prefix=PLAIN %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

module asm "#pagurus.references"

declare void @__atomic_load(i64, ptr, ptr, i32)
declare void @__atomic_store(i64, ptr, ptr, i32)
declare void @__atomic_exchange(i64, ptr, ptr, ptr, i32)
declare i1 @__atomic_compare_exchange(i64, ptr, ptr, ptr, i32, i32)
declare i128 @__atomic_load_16(ptr, i32)
declare void @__atomic_store_16(ptr, i128, i32)
declare void @__atomic_store_4(ptr, i32, i32)
declare i128 @__atomic_exchange_16(ptr, i128, i32)
declare i1 @__atomic_compare_exchange_16(ptr, ptr, i128, i32, i32)
declare i128 @__atomic_fetch_add_16(ptr, i128, i32)

; CHECK: stored: an atomic operation on an object that may hold references is a library call
; PLAIN: define void @stored
define void @stored(ptr %p) {
  call void @__atomic_store_16(ptr %p, i128 0, i32 5)
  ret void
}
; CHECK-NEXT: exchanged: an atomic operation
define void @exchanged(ptr %p) {
  %v = call i128 @__atomic_exchange_16(ptr %p, i128 0, i32 5)
  ret void
}
; CHECK-NEXT: compared: an atomic operation
define void @compared(ptr %p) {
  %expected = alloca i128
  %r = call i1 @__atomic_compare_exchange_16(ptr %p, ptr %expected, i128 0, i32 5, i32 5)
  ret void
}
; CHECK-NEXT: not_as_expected: an atomic operation
define void @not_as_expected(ptr %expected) {
  %p = alloca i128
  %r = call i1 @__atomic_compare_exchange_16(ptr %p, ptr %expected, i128 0, i32 5, i32 5)
  ret void
}
; CHECK-NEXT: loaded_to: an atomic operation
define void @loaded_to(ptr %p, ptr %to) {
  call void @__atomic_load(i64 24, ptr %p, ptr %to, i32 5)
  ret void
}
; CHECK-NEXT: stored_large: an atomic operation
define void @stored_large(ptr %p, ptr %from) {
  call void @__atomic_store(i64 24, ptr %p, ptr %from, i32 5)
  ret void
}
; CHECK-NEXT: stored_any: an atomic operation
define void @stored_any(ptr %p, ptr %from, i64 %n) {
  call void @__atomic_store(i64 %n, ptr %p, ptr %from, i32 5)
  ret void
}
; CHECK-NEXT: exchanged_to: an atomic operation
define void @exchanged_to(ptr %to) {
  %p = alloca [24 x i8]
  call void @__atomic_exchange(i64 24, ptr %p, ptr %p, ptr %to, i32 5)
  ret void
}
; CHECK-NEXT: compared_large: an atomic operation
define void @compared_large(ptr %p) {
  %local = alloca [24 x i8]
  %r = call i1 @__atomic_compare_exchange(i64 24, ptr %p, ptr %local, ptr %local, i32 5, i32 5)
  ret void
}

; Read only, of locals, of numbers, of less than a word.
; CHECK-NOT: an atomic operation
define void @others(ptr %p) {
  %local = alloca [24 x i8]
  %a = call i128 @__atomic_load_16(ptr %p, i32 5)
  call void @__atomic_load(i64 24, ptr %p, ptr %local, i32 5)
  call void @__atomic_store_16(ptr %local, i128 0, i32 5)
  call void @__atomic_exchange(i64 24, ptr %local, ptr %p, ptr %local, i32 5)
  %b = call i128 @__atomic_fetch_add_16(ptr %p, i128 1, i32 5)
  call void @__atomic_store(i64 3, ptr %p, ptr %local, i32 5)
  call void @__atomic_store_4(ptr %p, i32 0, i32 5)
  ret void
}
