; Behind a safepoint the goroutine may be on another thread: addresses of the
; thread are computed anew, by code that nothing merges.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

@count = thread_local global i32 0
@pair = internal thread_local global [2 x i32] zeroinitializer
@"odd $ {name}" = thread_local global i32 0

declare void @other()
declare ptr @__errno_location() #0
declare ptr @llvm.threadlocal.address.p0(ptr)

define i32 @both_sides() {
  %p = call ptr @llvm.threadlocal.address.p0(ptr @count)
  store i32 1, ptr %p
  call void @other()
  %v = load i32, ptr %p
  ret i32 %v
}
; CHECK-LABEL: define i32 @both_sides(
; CHECK-NEXT:    [[A:%.*]] = call ptr asm sideeffect "movq \22count\22@gottpoff(%rip), $0\0A\09addq %fs:0, $0", "=r,~{dirflag},~{fpsr},~{flags}"()
; CHECK-NEXT:    store i32 1, ptr [[A]]
; CHECK-NEXT:    call void @other()
; CHECK-NEXT:    [[B:%.*]] = call ptr asm sideeffect "movq \22count\22@gottpoff
; CHECK-NEXT:    load i32, ptr [[B]]

; With the offset, and named by a constant.
define i32 @offset() {
  %p = call ptr @llvm.threadlocal.address.p0(ptr @pair)
  %q = getelementptr [2 x i32], ptr %p, i64 0, i64 1
  call void @other()
  store i32 2, ptr getelementptr ([2 x i32], ptr @pair, i64 0, i64 1)
  %v = load i32, ptr %q
  ret i32 %v
}
; CHECK-LABEL: define i32 @offset(
; CHECK-NEXT:    call void @other()
; CHECK:         call ptr asm sideeffect "movq \22pair\22@gottpoff
; CHECK:         store i32 2
; CHECK:         [[P:%.*]] = call ptr asm sideeffect "movq \22pair\22@gottpoff
; CHECK-NEXT:    [[Q:%.*]] = getelementptr [2 x i32], ptr [[P]], i64 0, i64 1
; CHECK-NEXT:    load i32, ptr [[Q]]

define i32 @errno() {
  %p = call ptr @__errno_location()
  store i32 0, ptr %p
  call void @other()
  %v = load i32, ptr %p
  ret i32 %v
}
; CHECK-LABEL: define i32 @errno(
; CHECK:         store i32 0
; CHECK-NEXT:    call void @other()
; CHECK-NEXT:    [[E:%.*]] = call ptr @__errno_location()
; CHECK-NEXT:    load i32, ptr [[E]]

; In a loop: the use in front of the call is behind the one of the last turn.
define void @loop(i32 %n) {
  %p = call ptr @llvm.threadlocal.address.p0(ptr @"odd $ {name}")
  br label %next
next:
  %i = phi i32 [ 0, %0 ], [ %j, %next ]
  store i32 %i, ptr %p
  call void @other()
  %j = add i32 %i, 1
  %more = icmp ult i32 %j, %n
  br i1 %more, label %next, label %done
done:
  ret void
}
; CHECK-LABEL: define void @loop(
; CHECK:       next:
; CHECK:         call ptr asm sideeffect "movq \22odd $$ $(name$)\22@gottpoff
; CHECK-NEXT:    store i32 %i

; LLVM has merged the addresses of two branches.
define i32 @merged(i1 %c) {
  br i1 %c, label %one, label %two
one:
  %p = call ptr @__errno_location()
  store i32 1, ptr %p
  br label %both
two:
  %q = call ptr @__errno_location()
  store i32 2, ptr %q
  br label %both
both:
  %r = phi ptr [ %p, %one ], [ %q, %two ]
  call void @other()
  %v = load i32, ptr %r
  ret i32 %v
}
; CHECK-LABEL: define i32 @merged(
; CHECK:       both:
; CHECK-NOT:     phi
; CHECK:         call void @other()
; CHECK-NEXT:    [[E:%.*]] = call ptr @__errno_location()
; CHECK-NEXT:    load i32, ptr [[E]]

; By another name.
@also_count = thread_local alias i32, ptr @count
define i32 @alias() {
  %p = call ptr @llvm.threadlocal.address.p0(ptr @also_count)
  call void @other()
  %v = load i32, ptr %p
  ret i32 %v
}
; CHECK-LABEL: define i32 @alias(
; CHECK-NEXT:    call void @other()
; CHECK-NEXT:    [[A:%.*]] = call ptr asm sideeffect "movq \22also_count\22@gottpoff
; CHECK-NEXT:    load i32, ptr [[A]]

; No safepoint: nothing to renew, and LLVM's own code is shorter.
define i32 @leaf() {
  %p = call ptr @llvm.threadlocal.address.p0(ptr @count)
  %v = load i32, ptr %p
  ret i32 %v
}
; CHECK-LABEL: define i32 @leaf(
; CHECK:         call ptr @llvm.threadlocal.address.p0(ptr @count)

attributes #0 = { nounwind willreturn memory(none) }
