declare void @other()
define i64 @two_locals(i1 %c, i64 %n) {
entry:
  %a = alloca i64
  %b = alloca [2 x i64]
  br i1 %c, label %left, label %right
left:
  store i64 1, ptr %a
  br label %loop
right:
  %b1 = getelementptr inbounds i64, ptr %b, i64 1
  store i64 2, ptr %b1
  br label %loop
loop:
  %p = phi ptr [ %a, %left ], [ %b1, %right ], [ %p, %loop ]
  %k = phi i64 [ 0, %left ], [ 0, %right ], [ %next, %loop ]
  call void @other()
  %v = load i64, ptr %p
  call void @other()
  %next = add i64 %k, %v
  %done = icmp sge i64 %next, %n
  br i1 %done, label %exit, label %loop
exit:
  ret i64 %next
}
define i64 @selected(i1 %c) {
  %a = alloca i64
  %b = alloca i64
  %p = select i1 %c, ptr %a, ptr %b
  call void @other()
  %v = load i64, ptr %p
  ret i64 %v
}
define i64 @swap(i64 %n) {
entry:
  %a = alloca i64
  %b = alloca i64
  br label %loop
loop:
  %p = phi ptr [ %a, %entry ], [ %q, %loop ]
  %q = phi ptr [ %b, %entry ], [ %p, %loop ]
  %k = phi i64 [ 0, %entry ], [ %next, %loop ]
  store i64 %k, ptr %p
  call void @other()
  store i64 %n, ptr %q
  %next = add i64 %k, 1
  %done = icmp sge i64 %next, %n
  br i1 %done, label %exit, label %loop
exit:
  %v = load i64, ptr %p
  ret i64 %v
}
