; RUN: not pagurus-llc -machine-only %s 2>&1 | FileCheck %s
;
; One of two locals' addresses across a call: only a home can hold that, and
; making one is the IR passes' work.  If they had not:
target triple = "x86_64-pc-linux-gnu"
source_filename = "phi.c"

declare void @external()

; CHECK: phi.c:0: either: {{.*}}cannot be computed again (I1)
define i32 @either(i1 %c) #0 section "pagurus_text" gc "pagurus" {
entry:
  %a = alloca i32
  %b = alloca i32
  store volatile i32 1, ptr %a
  store volatile i32 2, ptr %b
  br i1 %c, label %left, label %right
left:
  br label %join
right:
  call void @external()
  br label %join
join:
  %p = phi ptr [ %a, %left ], [ %b, %right ]
  call void @external()
  %v = load i32, ptr %p
  ret i32 %v
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
