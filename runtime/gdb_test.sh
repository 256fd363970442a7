#!/bin/sh
# gdb walks from native code, from the middle of the mover and from a callback
# to the goroutine's first frame, although the stack changes on the way.
set -eu
program=$1
status=0

# check NAME ARGUMENTS BREAKPOINT IGNORE EXPECTED...: at the breakpoint, after
# it was passed IGNORE times, the backtrace has the EXPECTED in this order.
check() {
  name=$1 arguments=$2 breakpoint=$3 ignore=$4
  shift 4
  trace=$(gdb -q -nx -batch -ex "set pagination off" \
    -ex "set debuginfod enabled off" -ex "break $breakpoint" \
    -ex "ignore 1 $ignore" -ex "run $arguments" -ex "backtrace" \
    "$program" 2>&1 || true)
  pattern=""
  for function in "$@"; do pattern="$pattern.*$function"; done
  if ! echo "$trace" | tr '\n' ' ' | grep -qE "$pattern"; then
    echo "FAIL: $name: expected $*"
    echo "$trace"
    status=1
  elif echo "$trace" | grep -qE 'inner to this frame|corrupt stack'; then
    echo "FAIL: $name: gdb takes the stack for corrupt"
    echo "$trace"
    status=1
  fi
}

check "native code" report Report 0 \
  Report t_invoke pag_main __pag_main_start __pag_goexit
check "the mover" "recurse 1000" __pag_newstack 3 \
  __pag_newstack t_recurse t_recurse t_invoke pag_main __pag_goexit
check "constructor" report pagurus::AttachThread 0 \
  AttachThread '__pag_callback \(\) #[0-9]+ +0x[0-9a-f]+ in BeforeMain'
check "yield" yield __pag_yield_op 0 \
  __pag_yield_op pag_yield t_yield_once t_invoke pag_main __pag_goexit
[ "$status" -eq 0 ] && echo PASS
exit "$status"
