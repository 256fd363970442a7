; Instruction selection puts a comparison in front of the branch that needs it,
; behind a call that stands between the two.  There one of two addresses may be
; old and the other new, so the comparison is fenced before the call.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()

define i64 @caller(i64 %i, i64 %j) {
  %a = alloca [16 x i64]
  %p = getelementptr inbounds i64, ptr %a, i64 %i
  %q = getelementptr inbounds i64, ptr %a, i64 %j
  %x = call i64 @compared_before_the_call(ptr %p, ptr %q)
  %y = call i64 @aligned_before_the_call(ptr %p)
  %z = call i64 @compared_behind_the_call(ptr %p, ptr %q)
  %xy = add i64 %x, %y
  %xyz = add i64 %xy, %z
  ret i64 %xyz
}

define internal i64 @compared_before_the_call(ptr %p, ptr %q) {
  %less = icmp ult ptr %p, %q
  call void @other()
  br i1 %less, label %yes, label %no
yes:
  %v = load i64, ptr %p
  ret i64 %v
no:
  %w = load i64, ptr %q
  ret i64 %w
}
; CHECK-LABEL: define internal i64 @compared_before_the_call(
; CHECK:         [[LESS:%.*]] = icmp ult ptr %p, %q
; CHECK-NEXT:    [[BYTE:%.*]] = zext i1 [[LESS]] to i8
; CHECK-NEXT:    [[FENCED:%.*]] = call i8 asm sideeffect "", "=r,0"(i8 [[BYTE]])
; CHECK-NEXT:    [[KEPT:%.*]] = trunc i8 [[FENCED]] to i1
; CHECK:         call void @other()
; CHECK:         br i1 [[KEPT]]

define internal i64 @aligned_before_the_call(ptr %p) {
  %address = ptrtoint ptr %p to i64
  %low = and i64 %address, 15
  call void @other()
  %v = load i64, ptr %p
  %r = add i64 %v, %low
  ret i64 %r
}
; CHECK-LABEL: define internal i64 @aligned_before_the_call(
; CHECK:         [[LOW:%.*]] = and i64 %{{.*}}, 15
; CHECK-NEXT:    [[KEPT:%.*]] = call i64 asm sideeffect "", "=r,0"(i64 [[LOW]])
; CHECK:         call void @other()
; CHECK:         add i64 %v, [[KEPT]]

; No safepoint between the comparison and its use: nothing to fence.
define internal i64 @compared_behind_the_call(ptr %p, ptr %q) {
  call void @other()
  %less = icmp ult ptr %p, %q
  br i1 %less, label %yes, label %no
yes:
  ret i64 1
no:
  ret i64 2
}
; CHECK-LABEL: define internal i64 @compared_behind_the_call(
; CHECK:         icmp ult ptr
; CHECK-NEXT:    br i1

define internal void @fill(ptr %p) noinline {
  store volatile i32 0, ptr %p
  ret void
}

; A choice by a vector of truth values: they pass the fence as a number.
define <4 x i32> @vector_of_choices() {
  %a = alloca <4 x i32>
  call void @fill(ptr %a)
  %v = load <4 x i32>, ptr %a
  %zero = icmp eq <4 x i32> %v, zeroinitializer
  %chosen = select <4 x i1> %zero, <4 x i32> splat (i32 1), <4 x i32> %v
  call void @other()
  ret <4 x i32> %chosen
}
; CHECK-LABEL: define {{.*}}@vector_of_choices
; CHECK: %[[BITS:.*]] = bitcast <4 x i1> %zero to i4
; CHECK: %[[NUMBER:.*]] = zext i4 %[[BITS]] to i64
; CHECK: %[[FENCED:.*]] = call i64 asm sideeffect "", "=r,0"(i64 %[[NUMBER]])
; CHECK: %[[BACK:.*]] = trunc i64 %[[FENCED]] to i4
; CHECK: %[[CONDITION:.*]] = bitcast i4 %[[BACK]] to <4 x i1>
; CHECK: select <4 x i1> %[[CONDITION]]
