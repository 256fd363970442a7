; Pointers that may point into one of several objects: the choice between bases
; is a base of its own, with a home.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()
@global = global i64 0

; The base phi chooses among the locals, the offset phi among the distances.
define i64 @two_locals(i1 %c, i64 %n) {
entry:
  %a = alloca i64
  %b = alloca [2 x i64]
  br i1 %c, label %left, label %right

left:
  store i64 1, ptr %a
  br label %loop

right:
  %b1 = getelementptr inbounds i64, ptr %b, i64 1
  store i64 2, ptr %b1
  br label %loop

loop:
  %p = phi ptr [ %a, %left ], [ %b1, %right ], [ %p, %loop ]
  %k = phi i64 [ 0, %left ], [ 0, %right ], [ %next, %loop ]
  call void @other()
  %v = load i64, ptr %p
  %next = add i64 %k, %v
  %done = icmp sge i64 %next, %n
  br i1 %done, label %exit, label %loop

exit:
  ret i64 %next
}
; CHECK-LABEL: define i64 @two_locals(
; CHECK:         %homes = alloca [1 x ptr]
; CHECK:       loop:
; CHECK-NEXT:    [[BASE:%base]] = phi ptr [ %a, %left ], [ %b, %right ], [ [[HOME:%base.home]], %loop ]
; CHECK-NEXT:    [[OFF:%off]] = phi i64 [ 0, %left ], [ 8, %right ], [ [[OFF]], %loop ]
; CHECK:         store ptr [[BASE]], ptr
; CHECK-NEXT:    call void @other()
; CHECK:         [[HOME]] = load ptr
; CHECK-NEXT:    [[P:%p[0-9]+]] = getelementptr i8, ptr [[HOME]], i64 [[OFF]]
; CHECK-NEXT:    load i64, ptr [[P]]

; One side may be no stack object at all: the mover leaves it alone.
define i64 @selected(i1 %c) {
  %a = alloca i64
  %p = select i1 %c, ptr %a, ptr @global
  call void @other()
  %v = load i64, ptr %p
  ret i64 %v
}
; CHECK-LABEL: define i64 @selected(
; CHECK:         %p = select i1 %c, ptr %a, ptr @global
; CHECK:         store ptr %p, ptr
; CHECK-NEXT:    call void @other()
; CHECK:         %p.home = load ptr
; CHECK-NEXT:    load i64, ptr %p.home

; Both are live at the call: two homes.
define i64 @swap(i64 %n) {
entry:
  %a = alloca i64
  %b = alloca i64
  br label %loop

loop:
  %p = phi ptr [ %a, %entry ], [ %q, %loop ]
  %q = phi ptr [ %b, %entry ], [ %p, %loop ]
  %k = phi i64 [ 0, %entry ], [ %next, %loop ]
  store i64 %k, ptr %p
  call void @other()
  store i64 %n, ptr %q
  %next = add i64 %k, 1
  %done = icmp sge i64 %next, %n
  br i1 %done, label %exit, label %loop

exit:
  %v = load i64, ptr %p
  ret i64 %v
}
; CHECK-LABEL: define i64 @swap(
; CHECK:         %homes = alloca [2 x ptr]
; CHECK:         %p = phi ptr [ %a, %entry ], [ %q.home, %loop ]
; CHECK-NEXT:    %q = phi ptr [ %b, %entry ], [ %p.home, %loop ]
; CHECK:       exit:
; CHECK-NEXT:    load i64, ptr %p.home

; One after the other: they share a home.
define i64 @in_turn(i1 %c) {
  %a = alloca i64
  %b = alloca i64
  %p = select i1 %c, ptr %a, ptr %b
  call void @other()
  %v = load i64, ptr %p
  %q = select i1 %c, ptr %b, ptr %a
  call void @other()
  %w = load i64, ptr %q
  %r = add i64 %v, %w
  ret i64 %r
}
; CHECK-LABEL: define i64 @in_turn(
; CHECK:         %homes = alloca [1 x ptr]

; undef and poison are compatible with every base (known bug 39).
define i64 @undefined(i1 %c) {
entry:
  %a = alloca [4 x i64]
  %a1 = getelementptr inbounds i64, ptr %a, i64 1
  br i1 %c, label %left, label %join

left:
  br label %join

join:
  %p = phi ptr [ %a1, %left ], [ undef, %entry ]
  call void @other()
  %v = load i64, ptr %p
  ret i64 %v
}
; CHECK-LABEL: define i64 @undefined(
; CHECK-NOT:     pagurus.homes
; CHECK:         phi i64 [ 8, %left ], [ 0, %entry ]
; CHECK:         getelementptr i8, ptr %a, i64

; The previous iteration's pointer is not made from this iteration's base: the
; second phi must have a home of its own.
define i64 @previous(i64 %n, i1 %c) {
entry:
  %a = alloca i64
  %b = alloca i64
  br label %loop

loop:
  %base = phi ptr [ %a, %entry ], [ %chosen, %loop ]
  %previous = phi ptr [ undef, %entry ], [ %derived, %loop ]
  %k = phi i64 [ 0, %entry ], [ %next, %loop ]
  %derived = getelementptr inbounds i8, ptr %base, i64 4
  %chosen = select i1 %c, ptr %b, ptr %base
  call void @other()
  %v = load i32, ptr %previous
  %v64 = zext i32 %v to i64
  %next = add i64 %k, %v64
  %done = icmp sge i64 %next, %n
  br i1 %done, label %exit, label %loop

exit:
  ret i64 %next
}
; CHECK-LABEL: define i64 @previous(
; CHECK:       loop:
; CHECK-DAG:     %base = phi ptr [ %a, %entry ], [ %chosen.home, %loop ]
; CHECK-DAG:     [[PREVIOUS:%base[0-9]+]] = phi ptr [ undef, %entry ], [ %base.home, %loop ]
; CHECK-DAG:     [[OFF:%off]] = phi i64 [ 0, %entry ], [ 4, %loop ]
; CHECK:         call void @other()
; CHECK:         [[P:%base[0-9]+.home]] = load ptr
; CHECK:         [[PP:%previous[0-9]*]] = getelementptr i8, ptr [[P]], i64 [[OFF]]
; CHECK:         load i32, ptr [[PP]]
