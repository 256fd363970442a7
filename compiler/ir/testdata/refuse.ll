; What managed code cannot contain is refused (I10): all of it at once, each with
; the file, the function and the reason.
;
; RUN: not pagurus-opt -passes=refuse %s 2>&1 | FileCheck %s

source_filename = "refused.c"

@resolved = ifunc void (), ptr @resolver
; CHECK: refused.c: 'resolved' is an ifunc: its resolver runs before the runtime exists

define ptr @resolver() {
  ret ptr null
}

declare void @f()
declare i32 @personality(...)
declare void @__cxa_throw(ptr, ptr, ptr)
define void @exceptions() personality ptr @personality {
  invoke void @f() to label %ok unwind label %bad
ok:
  call void @__cxa_throw(ptr null, ptr null, ptr null)
  ret void
bad:
  %l = landingpad { ptr, i32 } cleanup
  resume { ptr, i32 } %l
}
; CHECK: refused.c: exceptions: exceptions are not supported; compile with -fno-exceptions
; CHECK: refused.c: exceptions: calls '__cxa_throw': exceptions are not supported

declare ptr @llvm.frameaddress.p0(i32)
declare ptr @llvm.returnaddress(i32)
declare i64 @llvm.read_register.i64(metadata)
define void @frame_address() {
  call ptr @llvm.frameaddress.p0(i32 0)
  call i64 @llvm.read_register.i64(metadata !{!"rsp"})
  ret void
}
; CHECK: refused.c: frame_address: 'llvm.frameaddress' takes the address of a frame, which may move
; CHECK: refused.c: frame_address: a global register variable

; The own return address is a code address and stays right.
define ptr @return_address(i1 %c) {
  %mine = call ptr @llvm.returnaddress(i32 0)
  %callers = call ptr @llvm.returnaddress(i32 1)
  ret ptr %mine
}
; CHECK-NOT: return_address
; CHECK: refused.c: return_address: __builtin_return_address of another frame
; CHECK-NOT: return_address

define void @assembly() {
  call void asm sideeffect "movq %rsp, $0", "r"(ptr null)
  call void asm sideeffect "pushq %rax; popq %rax", ""()
  call void asm sideeffect "nop", "~{rsp}"()
  call void asm sideeffect "popcnt %rax, %rax", "~{rax}"()
  ret void
}
; CHECK: refused.c: assembly: inline assembly names the stack pointer ('rsp')
; CHECK: refused.c: assembly: inline assembly uses the stack ('pushq')
; CHECK: refused.c: assembly: inline assembly has the stack pointer as an operand or clobber
; CHECK-NOT: popcnt

declare i32 @getcontext(ptr)
declare i32 @two_times() returns_twice
declare i32 @setjmp(ptr) returns_twice
define void @contexts() {
  call i32 @getcontext(ptr null)
  call i32 @two_times()
  call i32 @setjmp(ptr null)
  ret void
}
; CHECK: refused.c: contexts: calls 'getcontext': ucontext functions switch stacks
; CHECK: refused.c: contexts: calls 'two_times', which returns twice
; CHECK-NOT: contexts

define void @convention() {
  call preserve_mostcc void @f()
  ret void
}
; CHECK: refused.c: convention: calls with a convention other than C and fast

define x86_64_sysvcc void @other_convention() {
  ret void
}
; CHECK: refused.c: other_convention: only the C and fast calling conventions are supported

define void @profiled() "instrument-function-entry-inlined"="mcount" {
  ret void
}
; CHECK: refused.c: profiled: function attribute 'instrument-function-entry-inlined' is not supported

define void @sanitized() sanitize_address {
  ret void
}
; CHECK: refused.c: sanitized: AddressSanitizer is not supported

define void @placed() section ".mysection" {
  ret void
}
; CHECK: refused.c: placed: is put into section '.mysection'

declare void @many(i64, i64, i64, i64, i64, i64, i64)
define void @tail(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g) {
  musttail call void @many(i64 %a, i64 %b, i64 %c, i64 %d, i64 %e, i64 %f, i64 %g)
  ret void
}
; CHECK: refused.c: tail: musttail call with stack or variadic arguments

declare void @wide(ptr byval([32 x i8]) align 32)
define void @aligned_value(ptr %p) {
  call void @wide(ptr byval([32 x i8]) align 32 %p)
  ret void
}
; CHECK: refused.c: aligned_value: passes a value aligned to more than 16 bytes on the stack

; A naked function is native code: anything goes.
define void @naked() naked {
  call void asm sideeffect "pushq %rax", ""()
  unreachable
}
; CHECK-NOT: naked
