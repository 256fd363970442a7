; Managed objects, a native object and an archive link with every linker in
; every order: the program returns 42 and its tables are in order.
;
; RUN: llvm-mc -filetype=obj -triple=x86_64 %S/linking/runtime.s -o %t.runtime.o
; RUN: llvm-mc -filetype=obj -triple=x86_64 %S/linking/weak_override.s -o %t.override.o
; RUN: pagurus-llc -machine-only -c %s -o %t.main.o
; RUN: pagurus-llc -machine-only -c %S/linking/library.ll -o %t.library.o
; RUN: rm -f %t.a; llvm-ar rcs %t.a %t.library.o
;
; RUN: for linker in bfd gold lld; do for order in "%t.main.o %t.library.o %t.override.o" "%t.library.o %t.override.o %t.main.o" "%t.override.o %t.main.o %t.library.o" "%t.main.o %t.override.o %t.a"; do clang-19 -nostdlib -pie -fuse-ld=$linker $order %t.runtime.o -o %t.exe && %t.exe; status=$?; [ $status = 42 ] || { echo "$linker, $order: exit status $status"; exit 1; }; [ "$(llvm-nm %t.exe | grep -c ' inline.pag$')" = 1 ] || { echo "$linker, $order: not one inline.pag"; exit 1; }; done; done
;
; With --gc-sections what is linked to dropped text is dropped along.
; RUN: for linker in bfd gold lld; do clang-19 -nostdlib -pie -fuse-ld=$linker -Wl,--gc-sections %t.main.o %t.library.o %t.override.o %t.runtime.o -o %t.exe && %t.exe; status=$?; [ $status = 42 ] || { echo "$linker, --gc-sections: exit status $status"; exit 1; }; done
;
; An object of another ABI version does not link.
; RUN: llvm-objcopy --redefine-sym __pag_abi_6=__pag_abi_7 %t.library.o %t.other.o
; RUN: for linker in bfd gold lld; do ! clang-19 -nostdlib -pie -fuse-ld=$linker %t.main.o %t.other.o %t.override.o %t.runtime.o -o %t.exe 2>%t.err && grep -q __pag_abi_7 %t.err || exit 1; done
target triple = "x86_64-pc-linux-gnu"

$inline = comdat any

declare i32 @strong(i32)
declare i32 @overridden()
declare i32 @calls_inline(i32)
declare extern_weak i32 @absent()

define linkonce_odr i32 @inline(i32 %x) #0 section "pagurus_text" comdat gc "pagurus" {
  %r = add i32 %x, 1
  ret i32 %r
}

; 40 (native override) + 1 (strong) + 1 (inline) = 42.
define i32 @main() #0 section "pagurus_text" gc "pagurus" {
  %a = call i32 @overridden()
  %b = call i32 @strong(i32 %a)
  %c = call i32 @calls_inline(i32 %b)
  %d = call i32 @inline(i32 %c)
  %e = sub i32 %d, 1
  %there = icmp ne ptr @absent, null
  br i1 %there, label %call, label %out
call:
  %f = call i32 @absent()
  ret i32 %f
out:
  ret i32 %e
}

attributes #0 = { noinline noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
