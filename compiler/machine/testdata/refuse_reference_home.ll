; What is done with the address of a reference's home, but for loading and
; storing it, is refused: home liveness would not see it (I10, I12).
; RUN: not pagurus-llc -machine-only %s 2>&1 | FileCheck %s
target triple = "x86_64-pc-linux-gnu"

define internal void @take(ptr %p) #0 section "pagurus_text" gc "pagurus" {
  ret void
}
define internal void @other() #0 section "pagurus_text" gc "pagurus" {
  ret void
}

; CHECK: address: internal error: the home of a reference is reached by more than its name (I12): {{.*}}LEA64r
define void @address() #0 section "pagurus_text" gc "pagurus" {
  %homes = alloca [3 x ptr]
  call void asm sideeffect "#pagurus.homes.1.", "=*m"(ptr elementtype([3 x ptr]) %homes)
  %a = getelementptr [3 x ptr], ptr %homes, i64 0, i64 1
  store volatile ptr null, ptr %a
  call void @other()
  call void @take(ptr %a)
  ret void
}

; CHECK: choice: internal error: the home of a reference is reached by more than its name (I12): {{.*}}MOV64rm
define i64 @choice(i1 %c) #0 section "pagurus_text" gc "pagurus" {
  %homes = alloca [3 x ptr]
  call void asm sideeffect "#pagurus.homes.1.", "=*m"(ptr elementtype([3 x ptr]) %homes)
  %a = getelementptr [3 x ptr], ptr %homes, i64 0, i64 1
  %b = getelementptr [3 x ptr], ptr %homes, i64 0, i64 2
  store volatile ptr null, ptr %a
  store volatile ptr null, ptr %b
  call void @other()
  %which = select i1 %c, ptr %a, ptr %b
  %v = load volatile i64, ptr %which
  ret i64 %v
}

; CHECK: indexed: internal error: the home of a reference is reached by more than its name (I12):
define i64 @indexed(i64 %i) #0 section "pagurus_text" gc "pagurus" {
  %homes = alloca [3 x ptr]
  call void asm sideeffect "#pagurus.homes.1.", "=*m"(ptr elementtype([3 x ptr]) %homes)
  %a = getelementptr [3 x ptr], ptr %homes, i64 0, i64 1
  store volatile ptr null, ptr %a
  call void @other()
  %b = getelementptr ptr, ptr %a, i64 %i
  %v = load volatile i64, ptr %b
  ret i64 %v
}

attributes #0 = { noinline noredzone "pagurus-managed" "no-realign-stack" "frame-pointer"="none" }
