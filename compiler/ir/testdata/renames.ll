; Names that mean something else in managed code.
;
; RUN: pagurus-opt -verify-each -passes=prepare %s | FileCheck %s

@env = global [200 x i8] zeroinitializer
declare i32 @setjmp(ptr) returns_twice
declare i32 @_setjmp(ptr) returns_twice
declare i32 @__sigsetjmp(ptr, i32) returns_twice
declare void @siglongjmp(ptr, i32) noreturn
declare i32 @vfork() returns_twice

; CHECK: define i32 @pag_main()
; glibc's function setjmp, unlike the macro, saves the signal mask.
; CHECK: call i32 @__pag_sigsetjmp(ptr @env, i32 1) [[TWICE:#[0-9]+]]
; CHECK: call i32 @__pag_setjmp(ptr @env) [[TWICE]]
; CHECK: call i32 @__pag_sigsetjmp(ptr @env, i32 0) [[TWICE]]
; The child of vfork would run on its parent's stack.
; CHECK: call i32 @fork(){{$}}
; CHECK: call void @__pag_longjmp(ptr @env, i32 1)
define i32 @main() {
  %a = call i32 @setjmp(ptr @env) returns_twice
  %b = call i32 @_setjmp(ptr @env) returns_twice
  %c = call i32 @__sigsetjmp(ptr @env, i32 0) returns_twice
  %d = call i32 @vfork() returns_twice
  call void @siglongjmp(ptr @env, i32 1)
  unreachable
}

; A local function of that name is not the C library's.
; CHECK: define internal void @memset.local(
define internal void @memset(ptr %p) {
  ret void
}

; CHECK: attributes [[TWICE]] = { returns_twice }
