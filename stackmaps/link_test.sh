#!/bin/sh
# Maps survive every linker: testdata/sample.S as two objects, in either order,
# with and without garbage collection and code folding, static and dynamic.  In
# each program every function must be found by its real address.  Everything
# is compiled here, so that sanitizer builds test the same; the programs are
# linked as C, which shows that the index needs libc only.
# Argument: the pagurus-maps binary.
set -u
maps=$1
clang=/usr/lib/llvm-19/bin/clang
dir=$TEST_TMPDIR

freestanding=
for source in stackmaps/decode.cc stackmaps/decode_frames.cc \
  stackmaps/decode_safepoints.cc stackmaps/error.cc stackmaps/index.cc \
  stackmaps/safepoint_cursor.cc stackmaps/testdata/sample_register.cc; do
  object=$dir/$(basename "$source" .cc).o
  $clang -std=c++20 -O2 -fno-exceptions -fno-rtti -I. -c "$source" \
    -o "$object" || exit 1
  freestanding="$freestanding $object"
done
$clang -c stackmaps/testdata/sample.S -o "$dir/first.o" || exit 1
$clang -c -DSAMPLE_SECOND stackmaps/testdata/sample.S -o "$dir/second.o" ||
  exit 1
$clang -c stackmaps/testdata/sample_main.c -o "$dir/main.o" || exit 1

count=0
failed=0

# try LINKER FLAGS OBJECTS: links, runs, and reads the maps back.
try() {
  count=$((count + 1))
  # Splitting $2, $3 and $freestanding into words is meant.
  if $clang -fuse-ld=$1 $2 $3 "$dir/main.o" $freestanding -o "$dir/program" &&
    "$dir/program" >"$dir/log" && "$maps" --summary "$dir/program" >>"$dir/log" &&
    grep -q '^found all$' "$dir/log" &&
    grep -q '^summary: 4 functions' "$dir/log" &&
    ! grep -q 'no frame record' "$dir/log"; then
    return
  fi
  echo "FAILED: linker $1, flags '$2', objects $3"
  cat "$dir/log"
  failed=$((failed + 1))
}

for linker in bfd gold lld; do
  for flags in "" -static -no-pie -Wl,--gc-sections -Wl,--icf=all; do
    # ld.bfd does not fold code.
    [ "$linker $flags" = "bfd -Wl,--icf=all" ] && continue
    try $linker "$flags" "$dir/first.o $dir/second.o"
    try $linker "$flags" "$dir/second.o $dir/first.o"
  done
done
echo "$count programs linked, $failed failed"
[ "$failed" -eq 0 ] && [ "$count" -eq 28 ]
