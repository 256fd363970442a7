; An address that became an integer before a call would be stale after it (known
; bug 40).  Differences and comparisons get their conversions where they are
; computed; tests of low bits hold after any move, because stacks end at
; addresses that are congruent modulo 1 KiB.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()

define i64 @caller() {
  %a = alloca [16 x i32]
  %n = call i64 @distance(ptr %a, i64 16)
  %m = call i64 @misalignment(ptr %a)
  %o = call i64 @odd(ptr %a)
  %nm = add i64 %n, %m
  %r = add i64 %nm, %o
  ret i64 %r
}

define i64 @distance(ptr %lo, i64 %count) {
  %hi = getelementptr inbounds i32, ptr %lo, i64 %count
  %from = ptrtoint ptr %lo to i64
  call void @other()
  %to = ptrtoint ptr %hi to i64
  %n = sub i64 %to, %from
  ret i64 %n
}
; CHECK-LABEL: define i64 @distance(
; CHECK-NOT:     ptrtoint
; CHECK:         call void @other()
; CHECK:         [[TO:%.*]] = ptrtoint ptr %{{.*}} to i64
; CHECK-NEXT:    [[FROM:%.*]] = ptrtoint ptr %lo.home to i64
; CHECK-NEXT:    [[N:%.*]] = sub i64 [[TO]], [[FROM]]
; Instruction selection may not take it apart.
; CHECK-NEXT:    call i64 asm sideeffect "", "=r,0"(i64 [[N]])

define i64 @misalignment(ptr %p) {
  %address = ptrtoint ptr %p to i64
  call void @other()
  %low = and i64 %address, 1023
  ret i64 %low
}
; CHECK-LABEL: define i64 @misalignment(
; CHECK:         call void @other()
; CHECK:         ptrtoint ptr %p.home to i64
; CHECK-NEXT:    and i64 %{{.*}}, 1023

; A part of the address, tested in another block (where CodeGenPrepare puts the
; mask of a comparison): it would be stale there like the whole.
define i64 @odd(ptr %p) {
  %address = ptrtoint ptr %p to i64
  %part = trunc i64 %address to i32
  call void @other()
  br label %then
then:
  %low = and i32 %part, 1
  %odd = icmp ne i32 %low, 0
  %r = zext i1 %odd to i64
  ret i64 %r
}
; CHECK-LABEL: define i64 @odd(
; CHECK-NOT:     trunc
; CHECK:         call void @other()
; CHECK:       then:
; CHECK:         [[ADDRESS:%.*]] = ptrtoint ptr %p.home to i64
; CHECK-NEXT:    [[PART:%.*]] = trunc i64 [[ADDRESS]] to i32
; CHECK-NEXT:    and i32 [[PART]], 1

; A wider mask sees the move: pinned.
define i64 @page() {
  %a = alloca i64
  %address = ptrtoint ptr %a to i64
  %page = and i64 %address, 2047
  ret i64 %page
}
; CHECK-LABEL: define i64 @page(
; CHECK-NOT:     alloca
; CHECK:         %a = getelementptr inbounds i8, ptr %pinned, i64 0
; CHECK-NEXT:    ptrtoint ptr %a to i64
