; RUN: pagurus-llc -machine-only %s | FileCheck %s
;
; Entry points and the prologue check (docs/abi.md, section 2).
target triple = "x86_64-pc-linux-gnu"

declare void @external(ptr)

; A small frame compares SP itself.  The slow paths are ordinary blocks at the
; end, with the CFI state of the first byte, and return to the body: behind
; the check.  Native callers come in by the same entry, and the slow path tells
; them.  Two prefixes that change nothing mark it for the gates.
; CHECK-LABEL: {{^}}small:
; CHECK-NEXT: .cfi_startproc
; CHECK: .cfi_remember_state
; CHECK: {{^}}small.pag:
; CHECK: {{^}}[[ENTRY:\.Lpag_entry.*]]:
; CHECK-NEXT: fs
; CHECK-NEXT: fs
; CHECK-NEXT: cmpq %fs:112, %rsp
; CHECK-NEXT: jno [[FAILED:.*]]
; CHECK: {{^}}[[BODY:\.LBB.*]]:
; CHECK: subq ${{[0-9]+}}, %rsp
; CHECK: retq
; CHECK: {{^}}[[FAILED]]:
; CHECK-NEXT: .cfi_restore_state
; CHECK-NEXT: cmpq $0, %fs:112
; CHECK-NEXT: je [[SLOW:.*]]
; CHECK: callq __pag_morestack
; CHECK-NEXT: jmp [[BODY]]
; CHECK: {{^}}[[SLOW]]:
; CHECK-NEXT: leaq [[ENTRY]](%rip), %r11
; CHECK-NEXT: jmp __pag_callback
; CHECK: .globl small.pag
; CHECK: .globl small.pags
define void @small() #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [100 x i8]
  call void @external(ptr %a)
  ret void
}

; A larger one compares SP minus its size; r11 is free at the entry.  That does
; not begin with the mark: only who comes through a pointer passes it.
; CHECK-LABEL: {{^}}large:
; CHECK: .cfi_remember_state
; CHECK-NEXT: fs
; CHECK-NEXT: fs
; CHECK-NEXT: fs
; CHECK-NEXT: rex64
; CHECK-NEXT: nop
; CHECK: {{^}}large.pag:
; CHECK: leaq -[[SIZE:[0-9]+]](%rsp), %r11
; CHECK-NEXT: cmpq %fs:112, %r11
; CHECK-NEXT: jno [[FAILED:.*]]
; CHECK: subq $[[SIZE]], %rsp
; CHECK: {{^}}[[FAILED]]:
; CHECK: cmpq $0, %fs:112
; CHECK-NEXT: je
define void @large() #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [5000 x i8]
  call void @external(ptr %a)
  ret void
}

; A leaf function whose frame fits the slack has no check (I5), and native code
; may call it as it is …
; CHECK-LABEL: {{^}}leaf:
; CHECK: .cfi_startproc
; CHECK-NEXT: .L{{.*}}:
; CHECK-NEXT: fs
; CHECK-NEXT: fs
; CHECK-NEXT: fs
; CHECK-NEXT: rex64
; CHECK-NEXT: nop
; CHECK: {{^}}leaf.pag:
; CHECK-NOT: %fs
; CHECK: retq
; CHECK-NOT: callq
; CHECK: .size leaf,
define i32 @leaf(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %a = alloca i32
  store volatile i32 %x, ptr %a
  %y = load volatile i32, ptr %a
  ret i32 %y
}

; … but not if it reads the thread's state, or leaves by a jump to who knows
; whom: then a test of its own stands in front …
; CHECK-LABEL: {{^}}reads_state:
; CHECK: {{^}}.Lpag_begin{{.*}}:
; CHECK-NEXT: fs
; CHECK-NEXT: fs
; CHECK-NEXT: cmpq $0, %fs:112
; CHECK-NEXT: je [[SLOW:.*]]
; CHECK: {{^}}reads_state.pag:
; CHECK: pag_tls
; CHECK: retq
; CHECK: {{^}}[[SLOW]]:
; CHECK-NEXT: leaq
; CHECK-NEXT: jmp __pag_callback
define ptr @reads_state() #0 section "pagurus_text" gc "pagurus" {
  %g = call ptr asm "movq %fs:pag_tls@tpoff, $0", "=r"()
  ret ptr %g
}
; CHECK-LABEL: {{^}}jumps:
; CHECK: fs
; CHECK-NEXT: fs
; CHECK-NEXT: cmpq $0, %fs:112
; CHECK: jmp external.pag
define void @jumps(ptr %p) #0 section "pagurus_text" gc "pagurus" {
  tail call void @external(ptr %p)
  ret void
}

; … and one whose frame does not fit has a check.
; CHECK-LABEL: {{^}}large_leaf:
; CHECK: leaq -{{[0-9]+}}(%rsp), %r11
; CHECK-NEXT: cmpq %fs:112, %r11
; CHECK: callq __pag_morestack
define i32 @large_leaf(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [50 x i32]
  store volatile i32 %x, ptr %a
  %y = load volatile i32, ptr %a
  ret i32 %y
}

; A local function whose address is never taken: no mark, no other name, and
; never called by native code.
; CHECK-LABEL: {{^}}local:
; CHECK-NOT: {{^[[:space:]]*}}fs
; CHECK-NOT: local.pag
; CHECK: cmpq %fs:112, %rsp
; CHECK-NEXT: jno [[FAILED:.*]]
; CHECK: {{^}}[[FAILED]]:
; CHECK-NOT: cmpq
; CHECK: callq __pag_morestack
define internal void @local() #1 section "pagurus_text" gc "pagurus" {
  %a = alloca [100 x i8]
  call void @external(ptr %a)
  ret void
}
define void @calls_local() #0 section "pagurus_text" gc "pagurus" {
  call void @local()
  call void @local()
  ret void
}

; Variadic: the managed entry takes r10.  Who has none comes in by the stub or,
; from native code, with -1.
; CHECK-LABEL: {{^}}variadic:
; CHECK: {{^}}[[START:\.LBB.*]]:
; CHECK: {{^}}variadic.pags:
; CHECK: {{^}}.Lpag_entry{{.*}}:
; CHECK-NEXT: fs
; CHECK: je [[SLOW:.*]]
; CHECK: {{^}}[[SLOW]]:
; CHECK-NEXT: movq $-1, %r10
; CHECK-NEXT: leaq {{.*}}(%rip), %r11
; CHECK-NEXT: jmp __pag_callback
; CHECK-NEXT: variadic.pag:
; CHECK-NEXT: xorl %r10d, %r10d
; CHECK-NEXT: jmp [[START]]
define void @variadic(i32 %x, ...) #0 section "pagurus_text" gc "pagurus" {
  %a = alloca [100 x i8]
  call void @external(ptr %a)
  ret void
}

; A call of it from the same module says how many bytes there are.
; CHECK-LABEL: {{^}}calls_variadic:
; CHECK: xorl %r10d, %r10d
; CHECK: callq variadic.pags
define void @calls_variadic() #0 section "pagurus_text" gc "pagurus" {
  call void (i32, ...) @variadic(i32 1, i32 2)
  ret void
}

attributes #0 = { noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
attributes #1 = { noinline noredzone "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
