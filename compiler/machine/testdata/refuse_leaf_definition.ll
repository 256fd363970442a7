; RUN: not pagurus-llc -machine-only %s 2>&1 | FileCheck %s
;
; A program's own definition of a routine that managed code calls as the
; library's leaf must be a leaf, and frugal (I5).
target triple = "x86_64-pc-linux-gnu"
source_filename = "leaf.c"

declare void @log()
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

define i32 @strcmp(ptr %a, ptr %b) #0 section "pagurus_text" gc "pagurus" {
  call void @log()
  ret i32 0
}
; CHECK: leaf.c:0: strcmp: a C library routine that managed code calls without a gate calls log.pag (I5); rename it or compile it as native code

define i64 @strlen(ptr %s) #0 section "pagurus_text" gc "pagurus" {
  %buffer = alloca [116 x i8]
  call void asm sideeffect "", "=*m"(ptr elementtype([116 x i8]) %buffer)
  ret i64 0
}
; CHECK: leaf.c:0: strlen: {{.*}} needs 116 bytes of stack, more than 112 (I5)

; 96 bytes of its own, a return address, and memset.
define i32 @memcmp(ptr %a, ptr %b, i64 %n) #0 section "pagurus_text" gc "pagurus" {
  %buffer = alloca [96 x i8]
  call void @llvm.memset.p0.i64(ptr %buffer, i8 1, i64 %n, i1 false)
  ret i32 0
}
; CHECK: leaf.c:0: memcmp: {{.*}} needs 144 bytes of stack, more than 112 (I5)

; Fits.
define i32 @bcmp(ptr %a, ptr %b, i64 %n) #0 section "pagurus_text" gc "pagurus" {
  %buffer = alloca [40 x i8]
  call void @llvm.memset.p0.i64(ptr %buffer, i8 1, i64 %n, i1 false)
  ret i32 0
}
; CHECK-NOT: bcmp

; Another type: any function.
define i32 @floor(ptr %p) #0 section "pagurus_text" gc "pagurus" {
  call void @log()
  ret i32 0
}
; CHECK-NOT: floor

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "frame-pointer"="none" }
