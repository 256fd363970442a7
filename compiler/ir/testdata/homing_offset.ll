declare void @other()
define i64 @caller(i64 %i, i64 %n) {
  %a = alloca [64 x i64]
  %r = call i64 @walk(ptr %a, i64 %i, i64 %n)
  ret i64 %r
}
define i64 @walk(ptr %a, i64 %i, i64 %n) {
entry:
  %far = getelementptr i64, ptr %a, i64 %i
  br label %loop
loop:
  %k = phi i64 [ 0, %entry ], [ %next, %loop ]
  %sum = phi i64 [ 0, %entry ], [ %sum.next, %loop ]
  %p = getelementptr i64, ptr %far, i64 %k
  %v = load i64, ptr %p
  %sum.next = add i64 %sum, %v
  call void @other()
  %next = add i64 %k, 1
  %done = icmp eq i64 %next, %n
  br i1 %done, label %exit, label %loop
exit:
  ret i64 %sum.next
}
define i64 @walk_pointer(i64 %n) {
entry:
  %a = alloca [64 x i64]
  %end = getelementptr inbounds i64, ptr %a, i64 %n
  br label %loop
loop:
  %p = phi ptr [ %a, %entry ], [ %next, %loop ]
  %sum = phi i64 [ 0, %entry ], [ %sum.next, %loop ]
  %v = load i64, ptr %p
  %sum.next = add i64 %sum, %v
  call void @other()
  %next = getelementptr inbounds i64, ptr %p, i64 1
  %done = icmp eq ptr %next, %end
  br i1 %done, label %exit, label %loop
exit:
  ret i64 %sum.next
}
