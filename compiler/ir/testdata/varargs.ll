; A variadic definition that uses va_start takes, as `nest` parameter in r10, how
; many bytes of arguments its caller pushed.  va_start copies the register save
; area (176 bytes) and the variadic arguments to the arena, so that no va_list
; points into a frame.  -1: a native caller, nothing moves, nothing is copied.
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @llvm.va_start.p0(ptr)
declare void @llvm.va_end.p0(ptr)
declare i32 @vprintf(ptr, ptr)

define i32 @print(ptr %format, ...) {
  %ap = alloca [24 x i8], align 8
  call void @llvm.va_start.p0(ptr %ap)
  %n = call i32 @vprintf(ptr %format, ptr %ap)
  call void @llvm.va_end.p0(ptr %ap)
  ret i32 %n
}
; CHECK-LABEL: define i32 @print(ptr nest %stack.bytes, ptr %format, ...)
; The target's va_list is made in a scratch local and taken out at once: at no
; call is an address of the stack left in memory (I1).
; CHECK:         call void @llvm.va_start.p0(ptr %va.scratch)
; CHECK-NEXT:    [[OFFSETS:%[0-9]+]] = load i64, ptr %va.scratch
; CHECK-NEXT:    store i64 [[OFFSETS]], ptr %ap
; CHECK:         [[SAVE:%[0-9]+]] = load ptr
; CHECK:         store ptr null
; CHECK:         [[OVERFLOW:%[0-9]+]] = load ptr
; CHECK:         store ptr null
; CHECK:         [[TOTAL:%[0-9]+]] = ptrtoint ptr %stack.bytes to i64
; CHECK-NEXT:    [[UNKNOWN:%[0-9]+]] = icmp eq i64 [[TOTAL]], -1
; CHECK:         %va.bytes = select i1 [[UNKNOWN]], i64 0, i64
; CHECK:         %va.area = phi ptr
; CHECK:         [[COPY:%[0-9]+]] = getelementptr
; CHECK-NEXT:    call void @llvm.memcpy.p0.p0.i64(ptr align 16 %va.area, ptr align 8 [[SAVE]], i64 176
; CHECK-NEXT:    [[SOME:%[0-9]+]] = icmp ne i64 %va.bytes, 0
; CHECK-NEXT:    br i1 [[SOME]], label %[[PUSHED:[0-9]+]], label %[[BEHIND:[0-9]+]]
; CHECK:       [[PUSHED]]:
; CHECK-NEXT:    call void @llvm.memcpy.p0.p0.i64(ptr align 8 [[COPY]], ptr align 8 [[OVERFLOW]], i64 %va.bytes
; CHECK-NEXT:    br label %[[BEHIND]]
; CHECK:       [[BEHIND]]:
; CHECK:         store ptr %va.area
; CHECK:         [[FIXED:%[0-9]+]] = call ptr asm "#pagurus.fixed", "=r,0"(ptr [[OVERFLOW]])
; CHECK-NEXT:    [[NEW:%[0-9]+]] = select i1 [[UNKNOWN]], ptr [[FIXED]], ptr [[COPY]]
; CHECK:         store ptr [[NEW]]
; CHECK-NEXT:    call i32 @vprintf

; Calls keep the type of the source; their lowering sets r10.
define void @caller() {
  call i32 (ptr, ...) @print(ptr null, i32 1)
  ret void
}
; CHECK-LABEL: define void @caller(
; CHECK-NEXT:    call i32 (ptr, ...) @print(ptr null, i32 1)

; Without va_start there is nothing to do.
define void @ignores(i32 %n, ...) {
  ret void
}
; CHECK-LABEL: define void @ignores(i32 %n, ...)
; CHECK-NEXT:    ret void
