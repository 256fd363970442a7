; A program's own definition of a routine that other files call as the library's
; leaf must not keep what it is given (I1, I10).
;
; RUN: not pagurus-opt -passes=prepare,normalise %s 2>&1 | FileCheck %s

source_filename = "leaf.c"

@kept = external global ptr
@number = external global i64

define ptr @strcpy(ptr %to, ptr %from) {
  store ptr %to, ptr @kept
  ret ptr %to
}
; CHECK: leaf.c: strcpy: a C library routine that managed code calls without a gate keeps the address it is given (I1)

define i32 @strcmp(ptr %a, ptr %b) {
  %next = getelementptr i8, ptr %b, i64 1
  %i = ptrtoint ptr %next to i64
  %hidden = xor i64 %i, 1
  store i64 %hidden, ptr @number
  ret i32 0
}
; CHECK: leaf.c: strcmp: a C library routine

define i64 @strlen(ptr %s) {
  %old = atomicrmw xchg ptr @kept, ptr %s seq_cst
  ret i64 0
}
; CHECK: leaf.c: strlen: a C library routine

; What is at the address may be kept, and the address returned.
define ptr @strchr(ptr %s, i32 %c) {
  %byte = load i64, ptr %s
  store i64 %byte, ptr @number
  store i32 %c, ptr %s
  ret ptr %s
}
; CHECK-NOT: strchr

; Not the library's: another type.
define ptr @strcat(ptr %s) {
  store ptr %s, ptr @kept
  ret ptr %s
}
; CHECK-NOT: strcat

; Not seen by other files.
define internal ptr @strncpy(ptr %a, ptr %b, i64 %n) {
  store ptr %a, ptr @kept
  ret ptr %a
}
; CHECK-NOT: strncpy
