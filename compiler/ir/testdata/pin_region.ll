; The arena is used from the first use of a pinned local to the last way out of
; the locals' lifetimes, and not on other paths.
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

; No markers for one of them: it may be alive on every path, but needs memory
; only from its first use.
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
; CHECK-NEXT:  entry:
; CHECK-NEXT:    br i1 %a, label %inside, label %out
; CHECK:       inside:
; CHECK:         %pinned = phi ptr
; CHECK:         call i32 @fill(ptr %y)
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    br label %out
; CHECK:       out:
; CHECK-NEXT:    ret i32 0

; Alive from entry to return as far as the markers say, used on a rare path: the
; common one costs nothing.
define i32 @alive_everywhere(i1 %rare, i32 %n) {
entry:
  %x = alloca i32
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  br i1 %rare, label %uncommon, label %common

uncommon:
  %f = call i32 @fill(ptr %x)
  br label %out

common:
  %r = call i32 @other(i32 %n)
  br label %out

out:
  %v = phi i32 [ %f, %uncommon ], [ %r, %common ]
  call void @llvm.lifetime.end.p0(i64 4, ptr %x)
  ret i32 %v
}
; CHECK-LABEL: define i32 @alive_everywhere(
; CHECK-NEXT:  entry:
; CHECK-NEXT:    br i1 %rare, label %uncommon, label %common
; CHECK:       uncommon:
; CHECK:         %pinned = phi ptr
; CHECK:         %f = call i32 @fill(ptr %x)
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    br label %out
; CHECK:       common:
; CHECK-NEXT:    %r = call i32 @other(i32 %n)
; CHECK-NEXT:    br label %out
; CHECK:       out:
; CHECK-NEXT:    %v = phi
; CHECK-NEXT:    ret i32 %v

; A cycle with two ways in, which is no loop to LLVM: used in both its blocks, a
; local is allocated in front of it, once.
define void @two_ways_in(i1 %a, i1 %b) {
entry:
  %x = alloca i32
  call i32 @other(i32 1)
  br i1 %a, label %left, label %right

left:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %f = call i32 @fill(ptr %x)
  br i1 %b, label %right, label %out

right:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %g = call i32 @fill(ptr %x)
  br label %left

out:
  ret void
}
; CHECK-LABEL: define void @two_ways_in(
; CHECK:         call i32 @other(i32 1)
; CHECK:         %pinned = phi ptr
; CHECK:         br i1 %a, label %left, label %right
; CHECK:       left:
; CHECK-NOT:     store
; CHECK:       right:
; CHECK-NOT:     store
; CHECK:       out:
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    ret void

; Used in one block of such a cycle only: still in front of it.
define void @one_of_two_ways_in(i1 %a, i1 %b) {
entry:
  %x = alloca i32
  br i1 %a, label %left, label %right

left:
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  %f = call i32 @fill(ptr %x)
  call void @llvm.lifetime.end.p0(i64 4, ptr %x)
  br i1 %b, label %right, label %out

right:
  %g = call i32 @other(i32 2)
  br label %left

out:
  ret void
}
; CHECK-LABEL: define void @one_of_two_ways_in(
; CHECK:         %pinned = phi ptr
; CHECK:         br i1 %a, label %left, label %right
; CHECK:       left:
; CHECK-NOT:     store
; CHECK:       out:
; CHECK:         store i64 %{{[0-9]+}}
; CHECK-NEXT:    ret void

; The allocation splits the block, but not a comparison from its branch, nor a
; load from the comparison; it does not go in front of a call.
define i32 @comparison_and_branch(ptr %p) {
entry:
  %x = alloca i32
  %o = call i32 @other(i32 3)
  %v = load i32, ptr %p
  %big = icmp sgt i32 %v, %o
  br i1 %big, label %left, label %right

left:
  %f = call i32 @fill(ptr %x)
  ret i32 %f

right:
  %g = call i32 @fill(ptr %x)
  %h = add i32 %g, 1
  ret i32 %h
}
; CHECK-LABEL: define i32 @comparison_and_branch(
; CHECK:         %o = call i32 @other(i32 3)
; CHECK-NEXT:    call ptr asm
; CHECK:         %pinned = phi ptr
; CHECK:         %v = load i32, ptr %p
; CHECK-NEXT:    %big = icmp sgt i32 %v, %o
; CHECK-NEXT:    br i1 %big

; The address of a local, and of a part of it, is computed in each block that
; uses it: neither takes a register, nor makes the allocation come earlier.
define void @address_in_each_block(i1 %a, i1 %b) {
entry:
  %x = alloca { i64, i64 }
  %y = alloca i64
  %second = getelementptr inbounds { i64, i64 }, ptr %x, i64 0, i32 1
  br i1 %a, label %used, label %out

used:
  %f = call i32 @fill(ptr %second)
  br i1 %b, label %again, label %out

again:
  %g = call i32 @fill(ptr %second)
  %h = call i32 @fill(ptr %y)
  br label %out

out:
  ret void
}
; CHECK-LABEL: define void @address_in_each_block(
; CHECK-NEXT:  entry:
; CHECK-NEXT:    br i1 %a, label %used, label %out
; CHECK:       used:
; CHECK:         %pinned = phi ptr
; CHECK:         [[X1:%.*]] = getelementptr inbounds i8, ptr %pinned, i64 0
; CHECK-NEXT:    [[S1:%.*]] = getelementptr inbounds { i64, i64 }, ptr [[X1]], i64 0, i32 1
; CHECK-NEXT:    %f = call i32 @fill(ptr [[S1]])
; CHECK:       again:
; CHECK-NEXT:    [[X2:%.*]] = getelementptr inbounds i8, ptr %pinned, i64 0
; CHECK-NEXT:    [[S2:%.*]] = getelementptr inbounds { i64, i64 }, ptr [[X2]], i64 0, i32 1
; CHECK-NEXT:    %g = call i32 @fill(ptr [[S2]])
; CHECK-NEXT:    [[Y:%.*]] = getelementptr inbounds i8, ptr %pinned, i64 16
; CHECK-NEXT:    %h = call i32 @fill(ptr [[Y]])

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
