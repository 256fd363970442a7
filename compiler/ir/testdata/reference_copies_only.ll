; Nothing but copies is left; the file says that they may be of references.
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

module asm "#pagurus.references"

; CHECK-LABEL: define void @swap(
; CHECK: load ptr addrspace(1), ptr %a
; CHECK: load ptr addrspace(1), ptr %b
define void @swap(ptr %a, ptr %b) {
  %v = load i64, ptr %a, align 8
  %w = load i64, ptr %b, align 8
  store i64 %w, ptr %a, align 8
  store i64 %v, ptr %b, align 8
  ret void
}
