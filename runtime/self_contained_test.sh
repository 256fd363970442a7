#!/bin/sh
# I7: what the objects of the mover, and of traces, refer to is themselves, system
# calls and a fatal error's way out; not the heap, locks, stdio, or string functions, which
# a program may define as managed code of its own.
set -eu
nm=/usr/lib/llvm-19/bin/llvm-nm
status=0
for archive in "$@"; do
  for member in copystack move_frames newstack stack_alloc large_stack shrink fresh_range frame_walk \
    cfi cfi_find cfi_expression code_printer debug_line debug_line_files dump elf_file fault \
    frames goroutines module print print_api safe_read symbols traceback \
    format names trace writer; do
    bad=$("$nm" -u --quiet "$archive" 2>/dev/null |
      awk -v member="$member" '
        /:$/ { inside = index($0, member ".") > 0; next }
        inside { print $NF }' |
      grep -vE '^(_ZN7pagurus|_ZNK7pagurus|__pag_|pag_tls$|_GLOBAL_OFFSET_TABLE_$)' |
      grep -vxE 'mmap|munmap|mremap|mprotect|madvise|sched_yield|syscall' |
      grep -vxE 'open|close|fstat|write|_exit|getpid|gettid|nanosleep' |
      grep -vxE 'strerrordesc_np|sigfillset|sigdelset|__errno_location' |
      grep -vxE '__ehdr_start|_dl_find_object' || true)
    if [ -n "$bad" ]; then
      echo "FAIL: $member refers to: $bad"
      status=1
    fi
  done
done
[ "$status" -eq 0 ] && echo "PASS"
exit "$status"
