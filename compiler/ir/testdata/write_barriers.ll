; Before what may overwrite a reference, its old value is noted if a collection
; is marking: one function for each kind of store (overwrites.cc).
; RUN: pagurus-opt %s | FileCheck %s

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%node = type { ptr addrspace(1), i64, ptr addrspace(1), ptr addrspace(1) }

declare void @other()
declare ptr addrspace(1) @pag_alloc(ptr)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare void @llvm.memset.p1.i64(ptr addrspace(1), i8, i64, i1)
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memmove.p1.p1.i64(ptr addrspace(1), ptr addrspace(1), i64, i1)
declare void @llvm.masked.store.v4i64.p0(<4 x i64>, ptr, i32, <4 x i1>)
declare void @llvm.masked.scatter.v2i64.v2p0(<2 x i64>, <2 x ptr>, i32, <2 x i1>)
declare void @llvm.masked.compressstore.v4i64(<4 x i64>, ptr, <4 x i1>)

; CHECK: @__pag_marking = external dso_local global i8

; CHECK-LABEL: define void @reference(
; CHECK: %[[M:.*]] = load volatile i8, ptr @__pag_marking
; CHECK-NEXT: %[[T:.*]] = icmp ne i8 %[[M]], 0
; CHECK-NEXT: br i1 %[[T]], label %[[COLD:.*]], label %[[STORE:.*]], !prof
; CHECK: [[COLD]]:
; CHECK-NEXT: %[[OLD:.*]] = load i64, ptr %p
; CHECK-NEXT: call preserve_allcc void @__pag_note(i64 %[[OLD]])
; CHECK-NEXT: br label %[[STORE]]
; CHECK: [[STORE]]:
; CHECK-NEXT: store ptr addrspace(1) %v, ptr %p
define void @reference(ptr %p, ptr addrspace(1) %v) {
  store ptr addrspace(1) %v, ptr %p
  ret void
}

; It counts as a function that holds references, though none is alive in it.
; CHECK-LABEL: define void @null(
; CHECK-SAME: #[[HOLDS:[0-9]+]]
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: store ptr addrspace(1) null
define void @null(ptr %p) {
  store ptr addrspace(1) null, ptr %p
  ret void
}

; And has polls.
; CHECK-LABEL: define void @null_loop(
; CHECK: cmpq %fs:0x70, %rsp
; CHECK: __pag_poll
; CHECK: __pag_marking
; CHECK: store volatile ptr addrspace(1) null
define void @null_loop(ptr %p) {
entry:
  br label %loop
loop:
  store volatile ptr addrspace(1) null, ptr %p
  %c = load volatile i8, ptr @byte
  %t = icmp eq i8 %c, 0
  br i1 %t, label %loop, label %done
done:
  ret void
}

; A run of stores has one test, and words in a row are a range.  Addresses are
; computed in each block.
; CHECK-LABEL: define void @structure(
; CHECK: __pag_marking
; CHECK: %[[P:.*]] = addrspacecast ptr addrspace(1) %p to ptr
; CHECK-NEXT: call preserve_allcc void @__pag_note_range(ptr %[[P]], i64 24)
; CHECK-NEXT: %[[LAST:.*]] = getelementptr i8, ptr addrspace(1) %p, i64 %n
; CHECK-NEXT: load i64, ptr addrspace(1) %[[LAST]]
; CHECK-NEXT: call preserve_allcc void @__pag_note(
; CHECK-NEXT: br
; CHECK-NOT: __pag_marking
; CHECK: getelementptr i8, ptr addrspace(1) %p, i64 %n
; CHECK-NEXT: store ptr addrspace(1) %v
; CHECK: ret void
define void @structure(ptr addrspace(1) %p, ptr addrspace(1) %v, i64 %n) {
  %1 = getelementptr i8, ptr addrspace(1) %p, i64 8
  store i64 0, ptr addrspace(1) %1
  store ptr addrspace(1) %v, ptr addrspace(1) %p
  %2 = getelementptr i8, ptr addrspace(1) %p, i64 16
  store ptr addrspace(1) null, ptr addrspace(1) %2
  %3 = getelementptr i8, ptr addrspace(1) %p, i64 %n
  store ptr addrspace(1) %v, ptr addrspace(1) %3
  ret void
}

; A safepoint ends a run; so does an address that is loaded.
; CHECK-LABEL: define void @separated(
; CHECK: __pag_marking
; CHECK: call void @other()
; CHECK: __pag_marking
; CHECK: %q = load ptr, ptr %p
; CHECK: __pag_marking
; CHECK: ret void
define void @separated(ptr %p) {
  store ptr addrspace(1) null, ptr %p
  call void @other()
  store ptr addrspace(1) null, ptr %p
  %q = load ptr, ptr %p
  store ptr addrspace(1) null, ptr %q
  ret void
}

; CHECK-LABEL: define void @filled(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %n)
; CHECK: call void @llvm.memset
define void @filled(ptr %p, i64 %n) {
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %n, i1 false)
  ret void
}

; CHECK-LABEL: define void @copied(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 32)
; CHECK: call void @llvm.memcpy
define void @copied(ptr %p, ptr %q) {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %p, ptr align 8 %q, i64 32, i1 false)
  ret void
}

; CHECK-LABEL: define void @moved(
; CHECK: %[[P:.*]] = addrspacecast ptr addrspace(1) %p to ptr
; CHECK: call preserve_allcc void @__pag_note_range(ptr %[[P]], i64 %n)
; CHECK: call void @llvm.memmove
define void @moved(ptr addrspace(1) %p, ptr addrspace(1) %q, i64 %n) {
  call void @llvm.memmove.p1.p1.i64(ptr addrspace(1) %p, ptr addrspace(1) %q, i64 %n, i1 false)
  ret void
}

; Too little for a reference.
; CHECK-LABEL: define void @few_bytes(
; CHECK-NOT: __pag_marking
; CHECK: ret void
define void @few_bytes(ptr %p) {
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 7, i1 false)
  store i32 0, ptr %p
  ret void
}

; A member of a union, or what has been a memset or memcpy.
; CHECK-LABEL: define void @untyped(
; CHECK: %[[OLD:.*]] = load i64, ptr %p
; CHECK: call preserve_allcc void @__pag_note(i64 %[[OLD]])
; CHECK: store i64
define void @untyped(ptr %p, i64 %v) {
  store i64 %v, ptr %p
  ret void
}

; CHECK-LABEL: define void @as_char(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: store double
define void @as_char(ptr %p, double %v) {
  store double %v, ptr %p, !tbaa !1
  ret void
}

; "any pointer" is what C calls references, too.
; CHECK-LABEL: define void @integer_as_pointer(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: store i64
define void @integer_as_pointer(ptr %p) {
  store i64 0, ptr %p, !tbaa !7
  ret void
}

; Other languages' types.
; CHECK-LABEL: define void @unknown_type(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: store i64
define void @unknown_type(ptr %p) {
  store i64 0, ptr %p, !tbaa !9
  ret void
}

; CHECK-LABEL: define void @numbers_and_plain_pointers(
; CHECK-NOT: __pag_marking
; CHECK: ret void
define void @numbers_and_plain_pointers(ptr %p, ptr %v) {
  store i64 1, ptr %p, !tbaa !3
  store double 1.0, ptr %p, !tbaa !5
  store ptr %v, ptr %p, !tbaa !7
  store <2 x ptr> zeroinitializer, ptr %p, !tbaa !7
  call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 64, i1 false), !tbaa !3
  ret void
}

; What is not certain to be copied as a reference has TBAA's word.
; CHECK-LABEL: define void @copied_integer(
; CHECK-NOT: __pag_marking
; CHECK: ret void
define void @copied_integer(ptr %p, ptr %q) {
  %v = load i64, ptr %q
  store i64 %v, ptr %p, !tbaa !3
  ret void
}

; CHECK-LABEL: define void @vector(
; CHECK: load i64, ptr %p
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: getelementptr i8, ptr %p, i64 8
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: store <2 x i64>
define void @vector(ptr %p) {
  store <2 x i64> zeroinitializer, ptr %p, align 8
  ret void
}

; Somewhere between words: the runtime finds those in the range.
; CHECK-LABEL: define void @unaligned(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 16)
define void @unaligned(ptr %p) {
  store <2 x i64> zeroinitializer, ptr %p, align 1
  ret void
}

; A lane that is left out may be where nothing can be read.
; CHECK-LABEL: define void @masked(
; CHECK: %[[LANE:.*]] = extractelement <4 x i1> %m, i64 3
; CHECK: %[[A:.*]] = select i1 %[[LANE]], ptr %{{.*}}, ptr @pagurus.no_word
; CHECK: %[[OLD:.*]] = load i64, ptr %[[A]]
; CHECK: call preserve_allcc void @__pag_note(i64 %[[OLD]])
; CHECK: call void @llvm.masked.store
define void @masked(ptr %p, <4 x i1> %m) {
  call void @llvm.masked.store.v4i64.p0(<4 x i64> zeroinitializer, ptr %p, i32 8, <4 x i1> %m)
  ret void
}

; CHECK-LABEL: define void @scattered(
; CHECK: select i1 %{{.*}}, ptr %{{.*}}, ptr @pagurus.no_word
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: call void @llvm.masked.scatter
define void @scattered(<2 x ptr> %p, <2 x i1> %m) {
  call void @llvm.masked.scatter.v2i64.v2p0(<2 x i64> zeroinitializer, <2 x ptr> %p, i32 8, <2 x i1> %m)
  ret void
}

; CHECK-LABEL: define void @compressed(
; CHECK: call i64 @llvm.ctpop.i64(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %p, i64 %{{.*}})
; CHECK: call void @llvm.masked.compressstore
define void @compressed(ptr %p, <4 x i1> %m) {
  call void @llvm.masked.compressstore.v4i64(<4 x i64> zeroinitializer, ptr %p, <4 x i1> %m)
  ret void
}

; CHECK-LABEL: define i64 @exchanged(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: atomicrmw xchg
define i64 @exchanged(ptr %p, i64 %v) {
  %old = atomicrmw xchg ptr %p, i64 %v seq_cst
  ret i64 %old
}

; CHECK-LABEL: define i1 @compared(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: cmpxchg
define i1 @compared(ptr %p, ptr addrspace(1) %a, ptr addrspace(1) %b) {
  %pair = cmpxchg ptr %p, ptr addrspace(1) %a, ptr addrspace(1) %b seq_cst seq_cst
  %ok = extractvalue { ptr addrspace(1), i1 } %pair, 1
  ret i1 %ok
}

; CHECK-LABEL: define void @assembled(
; CHECK: call preserve_allcc void @__pag_note(
; CHECK: call void asm
define void @assembled(ptr %p) {
  call void asm sideeffect "movq $$0, $0", "=*m"(ptr elementtype(ptr addrspace(1)) %p)
  ret void
}

; The caller's memory, for what it is known.
; CHECK-LABEL: define ptr @result(
; CHECK: call preserve_allcc void @__pag_note_range(ptr %r, i64 32)
define void @result(ptr sret(%node) %r, ptr %q) {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %r, ptr align 8 %q, i64 32, i1 false)
  ret void
}

; Locals have none, in frames or elsewhere.
; CHECK-LABEL: define void @locals(
; CHECK-NOT: __pag_marking
; CHECK: ret void
define void @locals(ptr addrspace(1) %v, i64 %n) {
  %a = alloca %node
  %b = alloca [64 x i8]
  store volatile ptr addrspace(1) %v, ptr %a
  call void @llvm.memset.p0.i64(ptr %b, i8 0, i64 %n, i1 false)
  ret void
}

; A new object has none until a safepoint.
; CHECK-LABEL: define ptr addrspace(1) @new(
; CHECK-NOT: __pag_marking
; CHECK: call void @other()
; CHECK: __pag_marking
; CHECK: ret ptr
define ptr addrspace(1) @new(ptr addrspace(1) %v, i1 %c) {
  %p = call ptr addrspace(1) @pag_alloc(ptr null)
  call void @llvm.memset.p1.i64(ptr addrspace(1) %p, i8 1, i64 32, i1 false)
  br i1 %c, label %then, label %end
then:
  %q = getelementptr i8, ptr addrspace(1) %p, i64 8
  store ptr addrspace(1) %v, ptr addrspace(1) %q
  br label %end
end:
  store ptr addrspace(1) %v, ptr addrspace(1) %p
  call void @other()
  store ptr addrspace(1) null, ptr addrspace(1) %p
  ret ptr addrspace(1) %p
}

; A local that has to go to the heap is an object like any other.
; CHECK-LABEL: define void @escapes(
; CHECK: __pag_marking
; CHECK: ret void
define void @escapes(ptr addrspace(1) %v, ptr %where) {
  %a = alloca %node
  store ptr %a, ptr %where, !tbaa !7
  call void @other()
  store ptr addrspace(1) %v, ptr %a
  call void @other()
  ret void
}

; CHECK-LABEL: define void @no_reference_holder(
; CHECK-NOT: #[[HOLDS]]
; CHECK: ret void
define void @no_reference_holder(ptr %p) {
  store i64 1, ptr %p, !tbaa !3
  ret void
}

; CHECK: attributes #[[HOLDS]] = {{.*}}"pagurus-references"

@byte = external global i8

!0 = !{!"Simple C/C++ TBAA"}
!1 = !{!2, !2, i64 0}
!2 = !{!"omnipotent char", !0, i64 0}
!3 = !{!4, !4, i64 0}
!4 = !{!"long", !2, i64 0}
!5 = !{!6, !6, i64 0}
!6 = !{!"double", !2, i64 0}
!7 = !{!8, !8, i64 0}
!8 = !{!"any pointer", !2, i64 0}
!9 = !{!10, !10, i64 0}
!10 = !{!"jtbaa_value", !0, i64 0}
