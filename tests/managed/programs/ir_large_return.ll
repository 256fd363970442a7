; Our prototype: a front end may return a struct that does not fit registers as
; it is; code generation makes a hidden pointer of it, into the caller's frame,
; which no stack map knew.  (An early test passed, because the mover put stacks
; where they had been.)
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

%big = type { i64, i64, i64, i64, i64, i64, i64, i64 }

@format = private constant [14 x i8] c"%ld %ld %ld.\0A\00"

declare i32 @printf(ptr, ...)

; {n, n + 1, ..., the sum of what is returned below}
define internal %big @descend(i64 %n) noinline {
entry:
  %stop = icmp eq i64 %n, 0
  br i1 %stop, label %bottom, label %down

bottom:
  ret %big { i64 1, i64 2, i64 3, i64 4, i64 5, i64 6, i64 7, i64 8 }

down:
  %less = sub i64 %n, 1
  %below = call %big @descend(i64 %less)
  %b0 = extractvalue %big %below, 0
  %b3 = extractvalue %big %below, 3
  %b7 = extractvalue %big %below, 7
  %more = add i64 %b0, %n
  %mixed = mul i64 %b3, 3
  %last = sub i64 %b7, %n
  %r0 = insertvalue %big %below, i64 %more, 0
  %r3 = insertvalue %big %r0, i64 %mixed, 3
  %r7 = insertvalue %big %r3, i64 %last, 7
  ret %big %r7
}

; The same by pointer, kept in a table.
define internal %big @through(ptr %function, i64 %n) noinline {
  %r = call %big %function(i64 %n)
  ret %big %r
}

define i32 @main() {
entry:
  br label %next

next:
  %n = phi i64 [ 0, %entry ], [ %n.next, %next ]
  %one = call %big @descend(i64 %n)
  %two = call %big @through(ptr @descend, i64 %n)
  %a = extractvalue %big %one, 0
  %b = extractvalue %big %two, 3
  %c = extractvalue %big %two, 7
  %printed = call i32 (ptr, ...) @printf(ptr @format, i64 %a, i64 %b, i64 %c)
  %n.next = add i64 %n, 23
  %more = icmp ult i64 %n.next, 400
  br i1 %more, label %next, label %done

done:
  ret i32 0
}
