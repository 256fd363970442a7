; An aggregate of references that lives across a call: nobody gives it a home.
; RUN: not pagurus-opt %s 2>&1 | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @other()

; CHECK: lives: an aggregate or vector of references lives across a call
define { ptr addrspace(1), i64 } @lives(ptr %p) {
  %pair = load { ptr addrspace(1), i64 }, ptr %p
  call void @other()
  ret { ptr addrspace(1), i64 } %pair
}
