; A parameter that may point into the stack is kept in a home over a call (I1).
declare void @other()

define i64 @caller() {
  %local = alloca [4 x i64]
  %r = call i64 @sum(ptr %local)
  ret i64 %r
}

define i64 @sum(ptr %p) {
  %a = load i64, ptr %p
  call void @other()
  %b = load i64, ptr %p
  %ab = add i64 %a, %b
  call void @other()
  call void @other()
  %q = getelementptr inbounds i64, ptr %p, i64 3
  %c = load i64, ptr %q
  %abc = add i64 %ab, %c
  ret i64 %abc
}
