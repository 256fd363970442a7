; In a module with references, library functions that copy or fill memory are
; done in managed code: through a gate a collection could begin in the midst of
; it (memory_calls.cc).
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

module asm "#pagurus.references"

declare ptr @memcpy(ptr, ptr, i64)
declare ptr @mempcpy(ptr, ptr, i64)
declare void @bcopy(ptr, ptr, i64)
declare void @bzero(ptr, i64)
declare void @explicit_bzero(ptr, i64)
declare ptr @__memset_chk(ptr, i32, i64, i64)
declare ptr @__memmove_chk(ptr, ptr, i64, i64)
declare i32 @memset(i32)

; CHECK-LABEL: define ptr @no_builtins(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %n)
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %q, i64 %n, i1 false)
; CHECK: ret ptr %p
define ptr @no_builtins(ptr %p, ptr %q, i64 %n) "no-builtins" {
  %r = call ptr @memcpy(ptr %p, ptr %q, i64 %n)
  ret ptr %r
}

; CHECK-LABEL: define ptr @end(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %n)
; CHECK: call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %q, i64 %n, i1 false)
; CHECK: %[[END:.*]] = getelementptr i8, ptr %p, i64 %n
; CHECK: ret ptr %[[END]]
define ptr @end(ptr %p, ptr %q, i64 %n) {
  %r = call ptr @mempcpy(ptr %p, ptr %q, i64 %n)
  ret ptr %r
}

; CHECK-LABEL: define void @old_names(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %n)
; CHECK: call void @llvm.memmove.p0.p0.i64(ptr %p, ptr %q, i64 %n, i1 false)
; CHECK: call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 false)
define void @old_names(ptr %p, ptr %q, i64 %n) {
  call void @bcopy(ptr %q, ptr %p, i64 %n)
  call void @bzero(ptr %p, i64 %n)
  ret void
}

; Nobody takes it for dead.
; CHECK-LABEL: define void @surely(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %n)
; CHECK: call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 true)
; CHECK: call void @llvm.memset.p0.i64(ptr %local, i8 0, i64 64, i1 true)
define void @surely(ptr %p, i64 %n) {
  %local = alloca [64 x i8]
  call void @explicit_bzero(ptr %p, i64 %n)
  call void @explicit_bzero(ptr %local, i64 64)
  ret void
}

; The library is called when the check fails, to die.
; CHECK-LABEL: define void @checked(
; CHECK: %[[BAD:.*]] = icmp ugt i64 %n, %room
; CHECK: br i1 %[[BAD]]
; CHECK: call ptr @__memset_chk(ptr %p, i32 %c, i64 %n, i64 %room) #[[DIES:[0-9]+]]
; CHECK-NEXT: unreachable
; CHECK: %[[BYTE:.*]] = trunc i32 %c to i8
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %n)
; CHECK: call void @llvm.memset.p0.i64(ptr %p, i8 %[[BYTE]], i64 %n, i1 false)
define void @checked(ptr %p, i32 %c, i64 %n, i64 %room) {
  %r = call ptr @__memset_chk(ptr %p, i32 %c, i64 %n, i64 %room)
  ret void
}

; CHECK-LABEL: define void @room_unknown(
; CHECK-NOT: memmove_chk
; CHECK: call void @llvm.memmove.p0.p0.i64(
define void @room_unknown(ptr %p, ptr %q, i64 %n) {
  %r = call ptr @__memmove_chk(ptr %p, ptr %q, i64 %n, i64 -1)
  ret void
}

; Somebody else's function of that name.
; CHECK-LABEL: define i32 @other_type(
; CHECK: call i32 @memset(i32 %n)
define i32 @other_type(i32 %n) {
  %r = call i32 @memset(i32 %n)
  ret i32 %r
}

; CHECK: attributes #[[DIES]] = {{.*}}noreturn
