; What the machine passes rely on (docs/abi.md, section 6), and what a call during
; which the stack moves may not claim.
;
; RUN: pagurus-opt -verify-each -passes=prepare,normalise %s | FileCheck %s

@tls = thread_local global i32 0
@tls_ie = external thread_local(initialexec) global i32
; CHECK: @tls = thread_local(initialexec) global i32 0
@table = global ptr @in_table

; CHECK: define void @exported() [[EXPORTED:#[0-9]+]] section "pagurus_text" gc "pagurus"
define void @exported() sspstrong "probe-stack"="inline-asm" "frame-pointer"="all" optnone noinline section ".text.hot" {
  call void @private()
  ret void
}
; CHECK: define internal void @private() [[PRIVATE:#[0-9]+]]
define internal void @private() {
  ret void
}
; CHECK: define internal void @in_table() [[TABLE:#[0-9]+]]
define internal void @in_table() {
  ret void
}
; CHECK: define void @naked() [[NAKED:#[0-9]+]] {
define void @naked() naked {
  unreachable
}

; CHECK: define void @smallest() [[SMALLEST:#[0-9]+]] section
define void @smallest() minsize {
  ret void
}

; CHECK: define void @facts(ptr %p)
; CHECK:   call i32 @pure(ptr %p){{$}}
; CHECK:   call i64 @strlen(ptr nocapture readonly %p)
define void @facts(ptr nocapture %p) {
  call i32 @pure(ptr nocapture readonly %p) memory(read) nosync nofree willreturn
  call i64 @strlen(ptr nocapture readonly %p)
  ret void
}
; CHECK: declare i32 @pure(ptr) [[PURE:#[0-9]+]]
declare i32 @pure(ptr nocapture) memory(read) nosync nofree nounwind
declare i64 @strlen(ptr nocapture) memory(argmem: read)

; CHECK-DAG: attributes [[EXPORTED]] = { noinline noredzone "frame-pointer"="none" "no-realign-stack" "pagurus-callback-entry" "pagurus-managed" }
; CHECK-DAG: attributes [[PRIVATE]] = { noredzone "frame-pointer"="none" "no-realign-stack" "pagurus-managed" }
; CHECK-DAG: attributes [[TABLE]] = { noredzone "frame-pointer"="none" "no-realign-stack" "pagurus-callback-entry" "pagurus-managed" }
; CHECK-DAG: attributes [[NAKED]] = { naked }
; CHECK-DAG: attributes [[SMALLEST]] = { noredzone optsize "frame-pointer"="none" "no-realign-stack" "pagurus-callback-entry" "pagurus-managed" }
; CHECK-DAG: attributes [[PURE]] = { nounwind }

; CHECK-NOT: cf-protection
!llvm.module.flags = !{!0, !1}
!0 = !{i32 8, !"cf-protection-branch", i32 1}
!1 = !{i32 1, !"wchar_size", i32 4}
