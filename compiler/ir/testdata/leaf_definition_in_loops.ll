; A goroutine is not stopped in a program's own definition of a leaf routine:
; it has no polls, and counts as a function that holds references (H6), in every
; module, with references or without.  Its callers have the barriers.
; RUN: pagurus-opt %s | FileCheck %s
; RUN: sed 's/#pagurus.references/#/' %s | pagurus-opt - | FileCheck --check-prefix=PLAIN %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

module asm "#pagurus.references"

; CHECK: define ptr @memcpy({{.*}} #[[LEAF:[0-9]+]]
; CHECK-NOT: __pag_poll
; CHECK-NOT: __pag_note
; CHECK: ret ptr
; PLAIN: define ptr @memcpy({{.*}} #[[LEAF:[0-9]+]]
define ptr @memcpy(ptr %to, ptr %from, i64 %n) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %p = getelementptr i64, ptr %from, i64 %i
  %q = getelementptr i64, ptr %to, i64 %i
  %v = load i64, ptr %p
  store i64 %v, ptr %q
  %next = add i64 %i, 1
  %more = icmp ult i64 %next, %n
  br i1 %more, label %loop, label %out
out:
  ret ptr %to
}

; Where builtins are off, too.
; CHECK: define void @calls(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 80)
; CHECK: call void @llvm.memcpy
; CHECK: ret void
define void @calls(ptr %p, ptr %q) "no-builtins" {
  %r = call ptr @memcpy(ptr %p, ptr %q, i64 80)
  ret void
}

; Writes nothing; but its caller may hold references.
; CHECK: define i64 @strlen({{.*}} #[[LEAF]]
; CHECK-NOT: __pag_poll
; CHECK: ret i64
; PLAIN: define i64 @strlen({{.*}} #[[LEAF]]
define i64 @strlen(ptr %s) {
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
  %p = getelementptr i8, ptr %s, i64 %i
  %c = load volatile i8, ptr %p
  %next = add i64 %i, 1
  %end = icmp eq i8 %c, 0
  br i1 %end, label %out, label %loop
out:
  ret i64 %i
}

; Another type: an ordinary function.
; CHECK: define i64 @memset({{.*}} #[[OTHER:[0-9]+]]
; PLAIN: define i64 @memset({{.*}} #[[OTHER:[0-9]+]]
define i64 @memset(ptr %s) {
  ret i64 0
}

; CHECK: attributes #[[LEAF]] = {{.*}}"pagurus-references"
; CHECK-NOT: attributes #[[OTHER]] = {{.*}}"pagurus-references"
; PLAIN: attributes #[[LEAF]] = {{.*}}"pagurus-references"
; PLAIN-NOT: attributes #[[OTHER]] = {{.*}}"pagurus-references"
