#!/bin/sh
# I7: the look-up and all that is linked with it may call these functions of
# libc and nothing else: no heap, no C++ runtime, no Abseil.
set -u
allowed='memcpy|memmove|memset|memcmp|mmap|mprotect|munmap|pthread_mutex_lock|pthread_mutex_unlock|_GLOBAL_OFFSET_TABLE_'
# Present when the compiler's own instrumentation is on.
instrumented='__(asan|tsan|ubsan|sanitizer)_.*|__start_asan_globals|__stop_asan_globals|__memcpy_chk'

status=0
for library in "$@"; do
  symbols=$(nm -P "$library") || exit 1
  undefined=$(echo "$symbols" | awk '$2 == "U" { print $1 }' | sort -u |
    grep -vE '^_ZNK?7pagurus' | grep -vxE "$allowed|$instrumented")
  if [ -n "$undefined" ]; then
    echo "$library needs:" $undefined
    status=1
  fi
  case "$symbols" in
    *_ZN7pagurus*' T '*) ;;
    *) echo "$library defines nothing: is this the library?"; status=1 ;;
  esac
done
[ "$#" -ge 2 ] || { echo "too few libraries given"; status=1; }
exit $status
