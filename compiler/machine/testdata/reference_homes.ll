; A choice between two references that live across a call is made between what
; has been loaded, not between the homes: nobody could tell which is read.  Two
; branches that end in the same loads, which become one, read no more than these
; did.  At -Os, too, where addresses are shared.
; RUN: pagurus-llc %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare void @other()
declare void @another()
declare i64 @use(ptr addrspace(1), ptr addrspace(1))

; CHECK-LABEL: {{^}}choose.pag:
; CHECK: callq other.pag
; CHECK-NOT: leaq
; CHECK-NOT: movq %rsp, %r
; CHECK-NOT: (%rsp,
; CHECK: ret
define i64 @choose(ptr addrspace(1) %a, ptr addrspace(1) %b, i64 %c) optsize {
  call void @other()
  %positive = icmp sgt i64 %c, 0
  %r = select i1 %positive, ptr addrspace(1) %a, ptr addrspace(1) %b
  %v = load i64, ptr addrspace(1) %r
  ret i64 %v
}

; The local's words, one of them cleared at entry, are named, too.
; CHECK-LABEL: {{^}}local.pag:
; CHECK: movq $0, {{[0-9]*}}(%rsp)
; CHECK: ret
define i64 @local() optsize {
  %m = alloca { i64, ptr addrspace(1) }
  call void @set(ptr %m)
  call void @other()
  %p = getelementptr { i64, ptr addrspace(1) }, ptr %m, i64 0, i32 1
  %r = load ptr addrspace(1), ptr %p
  %v = load i64, ptr addrspace(1) %r
  ret i64 %v
}
define internal void @set(ptr %m) noinline {
  call void @other()
  store i64 0, ptr %m
  ret void
}

; CHECK-LABEL: {{^}}merged.pag:
; CHECK: ret
define i64 @merged(ptr addrspace(1) %a, ptr addrspace(1) %b, i64 %c) {
  switch i64 %c, label %none [
    i64 0, label %one
    i64 1, label %two
    i64 2, label %three
  ]
one:
  call void @other()
  br label %join
two:
  call void @another()
  br label %join
three:
  call void @other()
  call void @another()
  br label %join
none:
  br label %join
join:
  %x = phi ptr addrspace(1) [ %a, %one ], [ %a, %two ], [ %b, %three ], [ null, %none ]
  %y = phi ptr addrspace(1) [ %b, %one ], [ %b, %two ], [ %a, %three ], [ %a, %none ]
  call void @other()
  %v = call i64 @use(ptr addrspace(1) %x, ptr addrspace(1) %y)
  ret i64 %v
}
