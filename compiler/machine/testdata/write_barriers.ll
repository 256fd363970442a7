; RUN: pagurus-llc %s | FileCheck %s
;
; What a write barrier costs (ir/write_barriers.cc): one comparison with memory
; and a jump.  Its call is straight and changes no register, so nothing is saved
; for it, no home is written or read, and a small function stays one without a
; prologue check.  Native code must not run such a function as it is.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare void @other()

; CHECK-LABEL: set:
; CHECK: cmpq $0, %fs:112
; CHECK-NEXT: je [[NATIVE:.*]]
; CHECK: set.pag:
; CHECK-NOT: __pag_morestack
; CHECK: cmpb $0, __pag_marking(%rip)
; CHECK-NEXT: jne [[COLD:.*]]
; CHECK-NOT: %rsp
; CHECK: movq %rsi, 8(%rdi)
; CHECK-NEXT: retq
; CHECK: [[COLD]]:
; CHECK: pushq
; CHECK: movq 8(%rdi), [[OLD:%r..]]
; CHECK: movq [[OLD]], %rdi
; CHECK-NEXT: callq __pag_note@PLT
; CHECK: [[NATIVE]]:
; CHECK: jmp __pag_callback
define void @set(ptr addrspace(1) %p, ptr addrspace(1) %v) {
  %place = getelementptr i8, ptr addrspace(1) %p, i64 8
  store ptr addrspace(1) %v, ptr addrspace(1) %place
  ret void
}

; All of it is in registers across the notes, vectors too.
; CHECK-LABEL: sum:
; CHECK-COUNT-3: __pag_note
; CHECK-NOT: movaps
; CHECK-LABEL: .Lfunc_end1:
define <2 x double> @sum(ptr addrspace(1) %p, <2 x double> %a, <2 x double> %b, i64 %n, i64 %m) {
  %1 = getelementptr ptr addrspace(1), ptr addrspace(1) %p, i64 %n
  store ptr addrspace(1) null, ptr addrspace(1) %1
  %2 = getelementptr ptr addrspace(1), ptr addrspace(1) %p, i64 %m
  store ptr addrspace(1) null, ptr addrspace(1) %2
  store ptr addrspace(1) null, ptr addrspace(1) %p
  %s = fadd <2 x double> %a, %b
  ret <2 x double> %s
}

; The comparison is made where its result is used, but not behind a call, where
; the references that it compares would have to be.
; CHECK-LABEL: compare:
; CHECK: cmpb $0, __pag_marking(%rip)
; CHECK: movq %rsi, (%rdi)
; CHECK-NEXT: cmpq $6, %rdx
; CHECK-NEXT: jl
; CHECK-LABEL: .Lfunc_end2:
define i64 @compare(ptr addrspace(1) %p, ptr addrspace(1) %v, i64 %n) {
  %c = icmp sgt i64 %n, 5
  store ptr addrspace(1) %v, ptr addrspace(1) %p
  br i1 %c, label %more, label %done
more:
  call void @other()
  ret i64 1
done:
  ret i64 0
}

; CHECK-LABEL: compare_references:
; CHECK: cmpq
; CHECK: callq other.pag
; CHECK: cmpb $0, __pag_marking(%rip)
; CHECK-LABEL: .Lfunc_end3:
define i64 @compare_references(ptr addrspace(1) %p, ptr addrspace(1) %v) {
  %c = icmp eq ptr addrspace(1) %v, %p
  call void @other()
  store ptr addrspace(1) null, ptr addrspace(1) %p
  br i1 %c, label %more, label %done
more:
  ret i64 1
done:
  ret i64 0
}
