; RUN: not pagurus-llc -machine-only %s 2>&1 | FileCheck %s
;
; A musttail call in a variadic function passes on arguments whose number it
; does not know, so r10 cannot be set for the callee.
target triple = "x86_64-pc-linux-gnu"
source_filename = "thunk.c"

declare void @target(ptr, ...)

; CHECK: thunk.c:0: thunk: a variadic function cannot forward its arguments
define void @thunk(ptr %this, ...) #0 section "pagurus_text" gc "pagurus" {
  musttail call void (ptr, ...) @target(ptr %this, ...)
  ret void
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
