; The difference of two addresses in one object is the same wherever the object
; is.  Between two objects it is not: a program may keep it as a self-relative
; pointer, and only one of the two may move.
;
; RUN: pagurus-opt -passes=normalise,escape,pin -remarks %s 2>&1 >/dev/null | FileCheck %s

@global = global i64 0

define i64 @one_object(i64 %i) {
  %array = alloca [8 x i64]
  %end = getelementptr inbounds i64, ptr %array, i64 %i
  %e = ptrtoint ptr %end to i64
  %b = ptrtoint ptr %array to i64
  %n = sub i64 %e, %b
  ret i64 %n
}
; CHECK: one_object: local 'array' is movable

define void @self_relative() {
  %field = alloca i64
  %f = ptrtoint ptr %field to i64
  %g = ptrtoint ptr @global to i64
  %n = sub i64 %g, %f
  store i64 %n, ptr %field
  ret void
}
; CHECK: self_relative: local 'field' is pinned: its address is converted to an integer

define i64 @two_locals() {
  %first = alloca i64
  %second = alloca i64
  %f = ptrtoint ptr %first to i64
  %s = ptrtoint ptr %second to i64
  %n = sub i64 %f, %s
  ret i64 %n
}
; CHECK: two_locals: local 'first' is pinned
; CHECK: two_locals: local 'second' is pinned

; A distance that is only compared, or steps inside an object, leads nowhere else:
; the loop of a quicksort, which gets two pointers.
define internal i64 @middle(ptr %lo, ptr %hi) {
  %h = ptrtoint ptr %hi to i64
  %l = ptrtoint ptr %lo to i64
  %bytes = sub i64 %h, %l
  %n = ashr exact i64 %bytes, 3
  %more = icmp sgt i64 %n, 1
  br i1 %more, label %yes, label %no
yes:
  %half = sdiv i64 %n, 2
  %m = getelementptr inbounds i64, ptr %lo, i64 %half
  %v = load i64, ptr %m
  ret i64 %v
no:
  ret i64 0
}
define i64 @pair() {
  %sorted = alloca [8 x i64]
  %end = getelementptr inbounds i64, ptr %sorted, i64 8
  %v = call i64 @middle(ptr %sorted, ptr %end)
  ret i64 %v
}
; CHECK: pair: local 'sorted' is movable
