; RUN: not pagurus-llc -machine-only %s 2>&1 | FileCheck %s
;
; General-dynamic thread-local storage calls __tls_get_addr from inside an
; instruction that only the printer expands (I6).  The IR passes choose another
; model; if they had not:
target triple = "x86_64-pc-linux-gnu"
source_filename = "tls.c"

@variable = external thread_local global i32

; CHECK: tls.c:0: read: dynamic thread-local storage
define i32 @read() #0 section "pagurus_text" gc "pagurus" {
  %p = call ptr @llvm.threadlocal.address.p0(ptr @variable)
  %v = load i32, ptr %p
  ret i32 %v
}
declare ptr @llvm.threadlocal.address.p0(ptr)

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
