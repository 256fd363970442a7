; Locals that cannot move live in the goroutine's arena: one block for all static
; ones, taken at entry with a bump of arena_cur (offset 80) against arena_end
; (88), given back at every return by storing arena_cur alone.  (With lifetime markers: pin_region.ll.)
;
; RUN: pagurus-opt -verify-each -passes=normalise,escape,pin %s | FileCheck %s

declare void @native(ptr)
declare ptr @llvm.stacksave.p0()
declare void @llvm.stackrestore.p0(ptr)
declare void @llvm.lifetime.start.p0(i64, ptr)

define i32 @statics(i1 %c) {
  %x = alloca i32
  %stays = alloca i64
  %buf = alloca [100 x i8], align 16
  call void @llvm.lifetime.start.p0(i64 4, ptr %x)
  store i64 0, ptr %stays
  call void @native(ptr %x)
  call void @native(ptr %buf)
  br i1 %c, label %one, label %two

one:
  %v = load i32, ptr %x
  ret i32 %v

two:
  ret i32 0
}
; CHECK-LABEL: define i32 @statics(
; CHECK-NEXT:    %stays = alloca i64
; CHECK-NEXT:    [[G:%[0-9]+]] = call ptr asm "movq %fs:pag_tls@tpoff, $0", "=r"()
; CHECK-NEXT:    [[F:%[0-9]+]] = getelementptr inbounds i8, ptr [[G]], i64 80
; CHECK-NEXT:    [[CUR:%[0-9]+]] = load i64, ptr [[F]]
; CHECK-NEXT:    [[F:%[0-9]+]] = getelementptr inbounds i8, ptr [[G]], i64 88
; CHECK-NEXT:    [[END:%[0-9]+]] = load i64, ptr [[F]]
; x at 0, buf at 16: 116 bytes, rounded up to 128.
; CHECK-NEXT:    [[NEXT:%[0-9]+]] = add i64 [[CUR]], 128
; CHECK-NEXT:    [[FITS:%[0-9]+]] = icmp ule i64 [[NEXT]], [[END]]
; CHECK-NEXT:    br i1 [[FITS]]
; CHECK:         store i64 [[NEXT]]
; CHECK:         call ptr @__pag_arena_grow(i64 116, i64 16)
; CHECK:         %pinned = phi ptr
; What is given back is the block itself: no other mark need be kept.
; CHECK-NEXT:    [[MARK:%[0-9]+]] = ptrtoint ptr %pinned to i64
; CHECK-NEXT:    %x = getelementptr inbounds i8, ptr %pinned, i64 0
; CHECK-NEXT:    %buf = getelementptr inbounds i8, ptr %pinned, i64 16
; CHECK-NOT:     lifetime
; CHECK:       one:
; CHECK:         store i64 [[MARK]]
; CHECK-NEXT:    ret i32 %v
; CHECK:       two:
; CHECK:         store i64 [[MARK]]
; CHECK-NEXT:    ret i32 0

; Over-aligned: the block itself is aligned.
define void @aligned() {
  %x = alloca i64, align 64
  store i64 1, ptr %x
  ret void
}
; CHECK-LABEL: define void @aligned(
; CHECK:         add i64 %{{[0-9]+}}, 63
; CHECK-NEXT:    and i64 %{{[0-9]+}}, -64
; CHECK:         call ptr @__pag_arena_grow(i64 8, i64 64)

; A variable-length array in a loop: its stack mark becomes a mark of the arena.
define void @vla(i64 %n) {
entry:
  br label %loop

loop:
  %i = phi i64 [ %n, %entry ], [ %next, %loop ]
  %mark = call ptr @llvm.stacksave.p0()
  %a = alloca i32, i64 %i
  call void @native(ptr %a)
  call void @llvm.stackrestore.p0(ptr %mark)
  %next = sub i64 %i, 1
  %done = icmp eq i64 %next, 0
  br i1 %done, label %exit, label %loop

exit:
  ret void
}
; CHECK-LABEL: define void @vla(
; CHECK:       loop:
; CHECK:         [[MARKCUR:%arena.cur[0-9]*]] = load i64
; CHECK:         [[BYTES:%[0-9]+]] = mul i64 %i, 4
; CHECK:         call ptr @__pag_arena_grow(i64 [[BYTES]], i64 16)
; CHECK:         %a = phi ptr
; CHECK:         call void @native(ptr %a)
; CHECK:         store i64 [[MARKCUR]]
; CHECK-NOT:     llvm.stack
; CHECK:       exit:

; Marks that guard nothing disappear.
define void @no_dynamic() {
  %mark = call ptr @llvm.stacksave.p0()
  call void @llvm.stackrestore.p0(ptr %mark)
  ret void
}
; CHECK-LABEL: define void @no_dynamic(
; CHECK-NEXT:    ret void

; The arena is released in front of a call that becomes a jump.
declare void @last(i64)
define void @must_tail(i64 %n) {
  %x = alloca i64
  call void @native(ptr %x)
  musttail call void @last(i64 %n)
  ret void
}
; CHECK-LABEL: define void @must_tail(
; CHECK:         [[MARK:%[0-9]+]] = ptrtoint ptr %pinned to i64
; CHECK:         store i64 [[MARK]]
; CHECK-NEXT:    musttail call void @last(i64 %n)
; CHECK-NEXT:    ret void
