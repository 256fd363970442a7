; Where all pinned locals have lifetime markers, the arena is used from the first
; use to the last way out of their lifetimes, and not on other paths.
;
; RUN: pagurus-opt -verify-each -passes=normalise,escape,pin %s | FileCheck %s

declare i32 @fill(ptr)
declare i32 @other(i32)
declare void @llvm.lifetime.start.p0(i64, ptr)
declare void @llvm.lifetime.end.p0(i64, ptr)

; A rare path: the common one costs nothing, and its tail call stays a jump.
define i32 @rare_path(i1 %rare, i32 %n) {
entry:
  %x = alloca i32
  br i1 %rare, label %uncommon, label %common

common:
  %r = tail call i32 @other(i32 %n)
  ret i32 %r

uncommon:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %f = call i32 @fill(ptr %x)
  %v = load i32, ptr %x
  call void @llvm.lifetime.end.p0(i64 4, ptr %x)
  %s = tail call i32 @other(i32 %v)
  ret i32 %s
}
; CHECK-LABEL: define i32 @rare_path(
; CHECK-NEXT:  entry:
; CHECK-NEXT:    br i1 %rare, label %uncommon, label %common
; CHECK:       common:
; CHECK-NEXT:    %r = tail call i32 @other(i32 %n)
; CHECK-NEXT:    ret i32 %r
; CHECK:       uncommon:
; CHECK:         %pinned = phi ptr
; CHECK:         %v = load i32, ptr %x
; CHECK:         store i64 %{{.*}}
; CHECK-NEXT:    %s = tail call i32 @other(i32 %v)
; CHECK-NEXT:    ret i32 %s

; In a loop: once, in front of it; released on the way out, not on every turn.
define void @loop(i32 %n) {
entry:
  %x = alloca i32
  br label %head

head:
  %i = phi i32 [ 0, %entry ], [ %next, %body ]
  %more = icmp slt i32 %i, %n
  br i1 %more, label %body, label %exit

body:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %f = call i32 @fill(ptr %x)
  call void @llvm.lifetime.end.p0(i64 4, ptr %x)
  %next = add i32 %i, 1
  br label %head

exit:
  ret void
}
; CHECK-LABEL: define void @loop(
; CHECK:         %pinned = phi ptr
; CHECK:         br label %head
; CHECK:       body:
; CHECK-NOT:     store
; CHECK:         br label %head
; CHECK:       exit:
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    ret void

; Two ways out of a lifetime, one shared with a path that never entered it: the
; release stands on the edge.
define i32 @shared_exit(i1 %a, i1 %b) {
entry:
  %x = alloca i32
  br i1 %a, label %inside, label %out

inside:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %f = call i32 @fill(ptr %x)
  br i1 %b, label %out, label %more

more:
  %v = load i32, ptr %x
  ret i32 %v

out:
  ret i32 0
}
; CHECK-LABEL: define i32 @shared_exit(
; CHECK:       more:
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    ret i32 %v
; CHECK:       out:
; CHECK-NEXT:    ret i32 0

; No markers for one of them: from entry to return.
define i32 @unmarked(i1 %a) {
entry:
  %x = alloca i32
  %y = alloca i32
  br i1 %a, label %inside, label %out

inside:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %f = call i32 @fill(ptr %x)
  %g = call i32 @fill(ptr %y)
  br label %out

out:
  ret i32 0
}
; CHECK-LABEL: define i32 @unmarked(
; CHECK:         %pinned = phi ptr
; CHECK:         br i1 %a
; CHECK:       out:
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    ret i32 0

; The address is taken where the local is no longer alive.
@kept = external global ptr
define void @kept_after_its_life() {
entry:
  %x = alloca i32
  br label %only

only:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  call void @llvm.lifetime.end.p0(i64 4, ptr %x)
  store ptr %x, ptr @kept
  ret void
}
; CHECK-LABEL: define void @kept_after_its_life(
; CHECK:         %pinned = phi ptr
; CHECK:         store ptr %x, ptr @kept
; CHECK:         store i64 %{{.*}}
; CHECK-NEXT:    ret void
