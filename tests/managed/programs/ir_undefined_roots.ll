; julia PR 60651: loop-invariant motion made a root of something undefined.
; Pointers that are undef or poison on paths where nobody uses them, next to
; pointers into the frame, across calls that move it.
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

@format = private constant [6 x i8] c"%ld.\0A\00"

declare i32 @printf(ptr, ...)

define internal i64 @deep(i64 %n) noinline optnone {
  %pad = alloca [12 x i64]
  %slot = getelementptr [12 x i64], ptr %pad, i64 0, i64 5
  store volatile i64 %n, ptr %slot
  %stop = icmp eq i64 %n, 0
  br i1 %stop, label %out, label %down

down:
  %less = sub i64 %n, 1
  %below = call i64 @deep(i64 %less)
  %own = load volatile i64, ptr %slot
  %sum = add i64 %below, %own
  ret i64 %sum

out:
  ret i64 0
}

define internal i64 @roots(i64 %n, i1 %never) noinline {
entry:
  %x = alloca i64
  %y = alloca [4 x i64]
  store i64 %n, ptr %x
  %y2 = getelementptr [4 x i64], ptr %y, i64 0, i64 2
  store i64 7, ptr %y2
  br label %loop

loop:
  %i = phi i64 [ 0, %entry ], [ %i.next, %join ]
  %sum = phi i64 [ 0, %entry ], [ %sum.next, %join ]
  ; Undefined on the first turn, and not used then.
  %late = phi ptr [ undef, %entry ], [ %picked, %join ]
  %wild = phi ptr [ poison, %entry ], [ %y2, %join ]
  %first = icmp eq i64 %i, 0
  %d = call i64 @deep(i64 %i)
  br i1 %first, label %skip, label %use

use:
  %v = load i64, ptr %late
  %w = load i64, ptr %wild
  %vw = add i64 %v, %w
  br label %join

skip:
  br label %join

join:
  %got = phi i64 [ %vw, %use ], [ 1, %skip ]
  %odd = trunc i64 %i to i1
  %picked.maybe = select i1 %odd, ptr %x, ptr %y2
  %picked = select i1 %never, ptr undef, ptr %picked.maybe
  %frozen = freeze ptr %picked
  %same = icmp eq ptr %frozen, %picked.maybe
  %one = zext i1 %same to i64
  %t = mul i64 %sum, 3
  %t2 = add i64 %t, %got
  %t3 = add i64 %t2, %one
  %sum.next = add i64 %t3, %d
  %i.next = add i64 %i, 1
  %more = icmp ult i64 %i.next, 90
  br i1 %more, label %loop, label %done

done:
  %xv = load i64, ptr %x
  %r = add i64 %sum.next, %xv
  ret i64 %r
}

define i32 @main(i32 %argc, ptr %argv) {
  %never = icmp sgt i32 %argc, 1000
  %a = call i64 @roots(i64 5, i1 %never)
  %p = call i32 (ptr, ...) @printf(ptr @format, i64 %a)
  %b = call i64 @roots(i64 11, i1 %never)
  %q = call i32 (ptr, ...) @printf(ptr @format, i64 %b)
  ret i32 0
}
