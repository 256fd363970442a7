; The other object: managed definitions that main.ll calls.
target triple = "x86_64-pc-linux-gnu"

$inline = comdat any

define i32 @strong(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = add i32 %x, 1
  ret i32 %r
}
define linkonce_odr i32 @inline(i32 %x) #0 section "pagurus_text" comdat gc "pagurus" {
  %a = alloca i32
  store volatile i32 1, ptr %a
  %l = load volatile i32, ptr %a
  %r = add i32 %x, %l
  ret i32 %r
}
define weak i32 @overridden() #0 section "pagurus_text" gc "pagurus" {
  ret i32 1000
}
define i32 @calls_inline(i32 %x) #0 section "pagurus_text" gc "pagurus" {
  %r = call i32 @inline(i32 %x)
  ret i32 %r
}

attributes #0 = { noinline noredzone "pagurus-managed" "pagurus-callback-entry" "no-realign-stack" "frame-pointer"="none" }
