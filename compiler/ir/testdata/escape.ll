; What makes a local escape, told by remarks.
;
; RUN: pagurus-opt -passes=normalise,escape,pin -remarks %s 2>&1 >/dev/null | FileCheck %s

@global = global ptr null
declare void @native(ptr)
declare void @other()
declare ptr @memcpy(ptr, ptr, i64)
declare i32 @memcmp(ptr, ptr, i64)
declare i32 @pag_chan_recv(ptr, ptr)
declare i32 @pag_chan_send_for(ptr, ptr, ptr)
declare ptr @llvm.ptrmask.p0.i64(ptr, i64)

define internal void @reads(ptr %p) {
  %v = load i64, ptr %p
  ret void
}
define internal void @keeps(ptr %p) {
  store ptr %p, ptr @global
  ret void
}
define internal void @forwards(ptr %p) {
  call void @keeps(ptr %p)
  ret void
}
define weak void @weak_reads(ptr %p) {
  ret void
}
define linkonce_odr void @inline_reads(ptr %p) {
  ret void
}
define void @variadic_reads(ptr %p, ...) {
  ret void
}

define void @used_here() {
  %x = alloca i64
  %y = alloca i64
  store i64 1, ptr %x
  %same = icmp eq ptr %x, %y
  call ptr @memcpy(ptr %x, ptr %y, i64 8)
  call i32 @memcmp(ptr %x, ptr %y, i64 8)
  ret void
}
; CHECK: used_here: local 'x' is movable
; CHECK: used_here: local 'y' is movable

; The runtime copies an element before anybody can move the stack.
define void @elements() {
  %element = alloca i64
  call i32 @pag_chan_recv(ptr null, ptr %element)
  %chan = alloca i64
  call i32 @pag_chan_recv(ptr %chan, ptr null)
  %typed = alloca i64
  call i32 @pag_chan_send_for(ptr null, ptr %typed, ptr null)
  %other = alloca i64
  call void @pag_chan_recv(ptr null, ptr %other)
  ret void
}
; CHECK: elements: local 'element' is movable
; CHECK: elements: local 'chan' is pinned: its address is passed to 'pag_chan_recv'
; CHECK: elements: local 'typed' is pinned: its address is passed to 'pag_chan_send_for'
; CHECK: elements: local 'other' is pinned: its address is passed to 'pag_chan_recv'

define void @passed() {
  %ok = alloca i64
  call void @reads(ptr %ok)
  %native = alloca i64
  call void @native(ptr %native)
  %indirect = alloca i64
  %f = load ptr, ptr @global
  call void %f(ptr %indirect)
  %kept = alloca i64
  call void @keeps(ptr %kept)
  %far = alloca i64
  call void @forwards(ptr %far)
  %nocapture = alloca i64
  call void @native(ptr nocapture %nocapture)
  %variadic = alloca i64
  call void (ptr, ...) @variadic_reads(ptr %variadic)
  %typed = alloca i64
  call void @reads(ptr %typed, i32 1)
  ret void
}
; CHECK: passed: local 'ok' is movable
; CHECK: passed: local 'native' is pinned: its address is passed to 'native' (native or unknown function)
; CHECK: passed: local 'indirect' is pinned: its address is passed to a function pointer
; CHECK: passed: local 'kept' is pinned: its address is passed to 'keeps', where its address is stored to memory
; CHECK: passed: local 'far' is pinned: its address is passed to 'forwards', where its address is stored to memory
; An attribute that came with the source proves nothing.
; CHECK: passed: local 'nocapture' is pinned: its address is passed to 'native' (native or unknown function)
; CHECK: passed: local 'variadic' is pinned: its address is passed to 'variadic_reads' (variadic function)
; CHECK: passed: local 'typed' is pinned: its address is passed to 'reads' with another type than its own

; The linker may keep another file's copy, compiled differently: only an exact
; definition is believed.
define void @linkage() {
  %w = alloca i64
  call void @weak_reads(ptr %w)
  %i = alloca i64
  call void @inline_reads(ptr %i)
  ret void
}
; CHECK: linkage: local 'w' is pinned: its address is passed to 'weak_reads', whose definition the linker may replace
; CHECK: linkage: local 'i' is pinned: its address is passed to 'inline_reads', whose definition the linker may replace

define ptr @leaves(ptr %out) {
  %stored = alloca i64
  store ptr %stored, ptr %out
  %returned = alloca i64
  %integer = alloca i64
  %n = ptrtoint ptr %integer to i64
  store i64 %n, ptr %out
  %masked = alloca i64
  %m = call ptr @llvm.ptrmask.p0.i64(ptr %masked, i64 -4096)
  store i64 0, ptr %m
  %vector = alloca i64
  %v = insertelement <2 x ptr> undef, ptr %vector, i32 0
  store <2 x ptr> %v, ptr %out
  %asm = alloca i64
  call void asm sideeffect "# $0", "r"(ptr %asm)
  %memory = alloca i64
  call void asm sideeffect "incq $0", "=*m"(ptr elementtype(i64) %memory)
  %exchanged = alloca i64
  %old = atomicrmw xchg ptr %out, ptr %exchanged seq_cst
  ret ptr %returned
}
; CHECK: leaves: local 'stored' is pinned: its address is stored to memory
; CHECK: leaves: local 'returned' is pinned: its address is returned
; CHECK: leaves: local 'integer' is pinned: its address is converted to an integer
; CHECK: leaves: local 'masked' is pinned: its address is passed to intrinsic 'llvm.ptrmask.p0.i64'
; CHECK: leaves: local 'vector' is pinned: its address becomes part of a vector or aggregate
; CHECK: leaves: local 'asm' is pinned: its address is an operand of inline assembly
; CHECK: leaves: local 'memory' is movable
; CHECK: leaves: local 'exchanged' is pinned: its address is an operand of an atomic operation

; A callee can only map a pointer that the mover recognises as one into the
; stack: it must be tied to its object.
define void @arithmetic(i64 %i) {
  %inside = alloca [8 x i64]
  %p = getelementptr inbounds i64, ptr %inside, i64 %i
  call void @reads(ptr %p)
  %provable = alloca [8 x i64]
  %q = getelementptr i64, ptr %provable, i64 8
  call void @reads(ptr %q)
  %outside = alloca [8 x i64]
  %r = getelementptr i64, ptr %outside, i64 %i
  call void @reads(ptr %r)
  ret void
}
; CHECK: arithmetic: local 'inside' is movable
; CHECK: arithmetic: local 'provable' is movable
; CHECK: arithmetic: local 'outside' is pinned: its address is passed to 'reads' after arithmetic that may leave the object

; A cycle of calls in which nobody keeps the pointer is fine; one in which one
; of them does is not, wherever one enters it.
define internal void @even(ptr %p, i64 %n) {
  %m = sub i64 %n, 1
  call void @odd(ptr %p, i64 %m)
  ret void
}
define internal void @odd(ptr %p, i64 %n) {
  %m = sub i64 %n, 1
  call void @even(ptr %p, i64 %m)
  ret void
}
define internal void @tick(ptr %p, i64 %n) {
  %m = sub i64 %n, 1
  call void @tock(ptr %p, i64 %m)
  ret void
}
define internal void @tock(ptr %p, i64 %n) {
  %m = sub i64 %n, 1
  call void @tick(ptr %p, i64 %m)
  store ptr %p, ptr @global
  ret void
}
define void @cycles() {
  %fine = alloca i64
  call void @even(ptr %fine, i64 9)
  %bad = alloca i64
  call void @tick(ptr %bad, i64 9)
  ret void
}
; CHECK: cycles: local 'fine' is movable
; CHECK: cycles: local 'bad' is pinned: its address is passed to 'tick', where its address is stored to memory

define void @shape(i64 %n) {
  %aligned = alloca i64, align 64
  store i64 0, ptr %aligned
  %dynamic = alloca i64, i64 %n
  store i64 0, ptr %dynamic
  ret void
}
; CHECK: shape: local 'aligned' is pinned: its alignment is 64, more than the stack's
; CHECK: shape: local 'dynamic' is pinned: its size is known only at run time
