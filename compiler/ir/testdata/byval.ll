; A byval parameter lies among the stack arguments.  It is copied into a local at
; entry, so that its address is treated like any other (known bug 44).
;
; RUN: pagurus-opt -verify-each %s | FileCheck %s

declare void @other()
declare void @native(ptr)

define i64 @reads(ptr byval([8 x i64]) %b, i1 %c, i64 %i) {
  br i1 %c, label %call, label %join
call:
  call void @other()
  br label %join
join:
  %p = getelementptr inbounds [8 x i64], ptr %b, i64 0, i64 %i
  %v = load i64, ptr %p
  ret i64 %v
}
; CHECK-LABEL: define i64 @reads(
; CHECK-NEXT:    [[COPY:%b[0-9]+]] = alloca [8 x i64]
; CHECK-NEXT:    call void @llvm.memcpy.p0.p0.i64(ptr align 8 [[COPY]], ptr align 8 %b, i64 64, i1 false)
; CHECK:       join:
; CHECK-NEXT:    getelementptr inbounds [8 x i64], ptr [[COPY]]

define void @escapes(ptr byval([8 x i64]) %b) {
  call void @native(ptr %b)
  ret void
}
; CHECK-LABEL: define void @escapes(
; CHECK-NOT:     alloca
; CHECK:         [[COPY:%b[0-9]+]] = getelementptr inbounds i8, ptr %pinned, i64 0
; CHECK-NEXT:    call void @llvm.memcpy.p0.p0.i64(ptr align 8 [[COPY]], ptr align 8 %b
; CHECK-NEXT:    call void @native(ptr [[COPY]])

; Passing one on only reads it: the local stays movable, whoever is called.
declare i64 @elsewhere(ptr byval([8 x i64]))
define i64 @passes_on() {
  %v = alloca [8 x i64]
  store i64 1, ptr %v
  %r = tail call i64 @elsewhere(ptr byval([8 x i64]) %v)
  ret i64 %r
}
; CHECK-LABEL: define i64 @passes_on(
; CHECK-NEXT:    %v = alloca [8 x i64]
; CHECK:         %r = call i64 @elsewhere(ptr byval([8 x i64]) %v)
