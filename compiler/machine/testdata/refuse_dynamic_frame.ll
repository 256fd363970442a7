; RUN: not pagurus-llc -machine-only %s 2>&1 | FileCheck %s
;
; A frame without fixed size (I3).  The IR passes move such locals to the
; pinned arena; if they had not:
target triple = "x86_64-pc-linux-gnu"
source_filename = "vla.c"

declare void @external(ptr)

; CHECK: vla.c:0: dynamic: the function needs a frame pointer (I3)
define void @dynamic(i64 %n) #0 section "pagurus_text" gc "pagurus" {
  %p = alloca i8, i64 %n
  call void @external(ptr %p)
  ret void
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
