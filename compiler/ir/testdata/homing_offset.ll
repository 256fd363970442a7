; The optimiser turns a[i+k] into a hoisted a+i, far outside of the stack, where
; the mover could not recognise it (known bug 42).  So only the base has a home;
; the distance is an integer, which no move changes.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()

define i64 @caller(i64 %i, i64 %n) {
  %a = alloca [64 x i64]
  %r = call i64 @walk(ptr %a, i64 %i, i64 %n)
  ret i64 %r
}

define i64 @walk(ptr %a, i64 %i, i64 %n) {
entry:
  %far = getelementptr i64, ptr %a, i64 %i
  br label %loop

loop:
  %k = phi i64 [ 0, %entry ], [ %next, %loop ]
  %sum = phi i64 [ 0, %entry ], [ %sum.next, %loop ]
  %p = getelementptr i64, ptr %far, i64 %k
  %v = load i64, ptr %p
  %sum.next = add i64 %sum, %v
  call void @other()
  %next = add i64 %k, 1
  %done = icmp eq i64 %next, %n
  br i1 %done, label %exit, label %loop

exit:
  ret i64 %sum.next
}
; CHECK-LABEL: define i64 @walk(
; CHECK:         store ptr %a, ptr
; CHECK:         [[DISTANCE:%far.idx]] = mul i64 %i, 8
; CHECK:       loop:
; CHECK:         [[A:%a[0-9]+]] = phi ptr [ %a, %entry ], [ [[HOME:%a.home]], %loop ]
; CHECK:         [[FAR:%far[0-9]+]] = getelementptr i8, ptr [[A]], i64 [[DISTANCE]]
; CHECK-NEXT:    %p = getelementptr i64, ptr [[FAR]], i64 %k
; CHECK:         call void @other()
; CHECK:         [[HOME]] = load ptr
; CHECK-NOT:     store ptr %far

; A pointer that walks over a local: the local's address is recomputed at each
; use, and the phi of pointers becomes a phi of distances.  No home.
define i64 @walk_pointer(i64 %n) {
entry:
  %a = alloca [64 x i64]
  %end = getelementptr inbounds i64, ptr %a, i64 %n
  br label %loop

loop:
  %p = phi ptr [ %a, %entry ], [ %next, %loop ]
  %sum = phi i64 [ 0, %entry ], [ %sum.next, %loop ]
  %v = load i64, ptr %p
  %sum.next = add i64 %sum, %v
  call void @other()
  %next = getelementptr inbounds i64, ptr %p, i64 1
  %done = icmp eq ptr %next, %end
  br i1 %done, label %exit, label %loop

exit:
  ret i64 %sum.next
}
; CHECK-LABEL: define i64 @walk_pointer(
; CHECK-NOT:     pagurus.homes
; CHECK:         %end.idx = mul i64 %n, 8
; CHECK:       loop:
; CHECK-NEXT:    [[OFF:%off]] = phi i64 [ 0, %entry ], [ [[NEXT:%off[0-9]+]], %loop ]
; CHECK:         [[P:%p[0-9]+]] = getelementptr i8, ptr %a, i64 [[OFF]]
; CHECK-NEXT:    load i64, ptr [[P]]
; CHECK:         call void @other()
; CHECK-NEXT:    [[NEXT]] = add i64 [[OFF]], 8
; CHECK:         [[END:%end[0-9]+]] = getelementptr i8, ptr %a, i64 %end.idx
; CHECK-NEXT:    icmp eq ptr %{{.*}}, [[END]]

; A loop without safepoints keeps its pointer.  The distance is taken as a
; difference behind the loop, where it is needed.
define i64 @scan_then_call(i64 %n) {
entry:
  %a = alloca [64 x i64]
  br label %scan

scan:
  %p = phi ptr [ %a, %entry ], [ %p.next, %scan ]
  %v = load i64, ptr %p
  %p.next = getelementptr inbounds i64, ptr %p, i64 1
  %found = icmp eq i64 %v, %n
  br i1 %found, label %after, label %scan

after:
  %there = phi ptr [ %p, %scan ]
  call void @other()
  %w = load i64, ptr %there
  ret i64 %w
}
; CHECK-LABEL: define i64 @scan_then_call(
; CHECK:       scan:
; CHECK-NEXT:    %p = phi ptr [ %a, %entry ], [ %p.next, %scan ]
; CHECK-NOT:     phi i64
; CHECK:       after:
; CHECK:         [[TO:%[0-9]+]] = ptrtoint ptr %p to i64
; CHECK-NEXT:    [[FROM:%[0-9]+]] = ptrtoint ptr %a to i64
; CHECK-NEXT:    [[OFF:%off[0-9]*]] = sub i64 [[TO]], [[FROM]]
; CHECK-NEXT:    [[FENCED:%[0-9]+]] = call i64 asm sideeffect "", "=r,0"(i64 [[OFF]])
; CHECK-NEXT:    call void @other()
; CHECK-NEXT:    getelementptr i8, ptr %a, i64 [[FENCED]]
