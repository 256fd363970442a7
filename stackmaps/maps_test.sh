#!/bin/sh
# The command line of pagurus-maps: output, messages, exit codes.
# Arguments: the binary, an object file with maps.
set -u
maps=$1
object=$2
failed=0

# expect STATUS TEXT ARGS...: the exit status, and TEXT in what is printed.
expect() {
  status=$1 text=$2
  shift 2
  output=$("$maps" "$@" 2>&1)
  actual=$?
  if [ "$actual" -ne "$status" ]; then
    echo "pagurus-maps $*: exit status $actual, expected $status: $output"
    failed=1
  fi
  case "$output" in
    *"$text"*) ;;
    *)
      echo "pagurus-maps $*: no '$text' in: $output"
      failed=1
      ;;
  esac
}

echo text >"$TEST_TMPDIR/text"
expect 0 "usage: pagurus-maps" --help
expect 0 "sample_sum" "$object"
expect 0 "live: 0 2" --safepoints "$object"
expect 0 "summary: 4 functions" --summary "$object"
expect 0 "summary: 4 functions" -- "$object"
expect 0 "$object:" "$object" "$object"
expect 1 "pagurus-maps: $TEST_TMPDIR/text: not an ELF file" "$TEST_TMPDIR/text"
expect 1 "summary: 4 functions" "$TEST_TMPDIR/text" "$object"
expect 1 "/nonexistent: No such file or directory" /nonexistent
expect 1 "$TEST_TMPDIR: Is a directory" "$TEST_TMPDIR"
expect 1 "no managed code" "$maps"
expect 2 "no file given"
expect 2 "unknown option --frobnicate" --frobnicate "$object"
expect 2 "exclude each other" --summary --safepoints "$object"
exit $failed
