# bzip2, by its makefile: the makefile's test, levels, files full of repetitions
# (which drive its sorter into the fallback algorithm), recovery of a damaged
# file, and what happens to compressed data with any one bit flipped (unzcrash).
# As the makefile builds it, and at -O0, where nothing is inlined.
sources=(
  "bzip2 bzip2_1.0.8.orig.tar.gz ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269"
)
cases=(samples levels repetitions recover errors levels_O0 repetitions_O0 errors_O0)
# bzip2recover calls a function for each bit.
declare -A stress=([recover]=7)

build() {
  mkdir O0
  cp ./*.c ./*.h words* Makefile O0
  make -j2 CC="$CC" bzip2 bzip2recover
  "$CC" -O2 -I. unzcrash.c libbz2.a -o unzcrash
  make -C O0 -j2 CC="$CC" CFLAGS="-O0 -g -D_FILE_OFFSET_BITS=64" bzip2
  "$CC" -O0 -I. unzcrash.c O0/libbz2.a -o O0/unzcrash
}

run() {
  local bin=. i file
  [[ $1 == *_O0 ]] && bin=O0
  case ${1%_O0} in
    samples)
      # The commands of `make test`.
      for i in 1 2 3; do
        $bin/bzip2 "-$i" < "sample$i.ref" | cmp - "sample$i.bz2"
        $bin/bzip2 -d < "sample$i.bz2" | cmp - "sample$i.ref"
        $bin/bzip2 -ds < "sample$i.bz2" | cmp - "sample$i.ref"
      done
      cat words3
      ;;
    levels)
      for i in 1 5 9; do
        for file in manual.html bzlib.c words2; do
          head -c 30000 "$file" > "$scratch/plain"
          both $bin/bzip2 "-$i" --keep --verbose "$scratch/plain" | sed "s#$scratch/##"
          cksum < "$scratch/plain.bz2"
          $bin/bzip2 --decompress --small < "$scratch/plain.bz2" | cmp - "$scratch/plain"
          rm "$scratch/plain.bz2"
        done
      done
      ;;
    repetitions)
      for i in {1..200}; do printf 'abababababababababab%.0s' {1..10}; done > "$scratch/plain"
      head -c 30000 /dev/zero >> "$scratch/plain"
      $bin/bzip2 -9 < "$scratch/plain" > "$scratch/bz2"
      cksum < "$scratch/bz2"
      $bin/bzip2 -d < "$scratch/bz2" | cmp - "$scratch/plain"
      $bin/bzip2 --repetitive-fast -k "$scratch/plain"
      $bin/bzip2 -t "$scratch/plain.bz2"
      $bin/bzip2 -c "$scratch/plain" "$scratch/plain" | $bin/bzip2 -d | cksum
      ;;
    recover)
      cat manual.html bzip2.txt manual.html > "$scratch/plain"
      ./bzip2 -1 < "$scratch/plain" > "$scratch/damaged.bz2"
      printf x | dd of="$scratch/damaged.bz2" bs=1 seek=40000 conv=notrunc status=none
      (cd "$scratch" && both "$OLDPWD/bzip2recover" damaged.bz2 | sed "s#$OLDPWD/##")
      for file in "$scratch"/rec*; do
        ./bzip2 -dc "$file" 2> /dev/null | cksum || echo "damaged"
      done
      ;;
    errors)
      head -c 200 words3 > "$scratch/text"
      both $bin/unzcrash "$scratch/text" | cksum
      for i in 10 100 1000; do
        head -c "$i" sample2.bz2 | $bin/bzip2 -t 2> /dev/null && return 1
      done
      $bin/bzip2 -t words1 2> /dev/null && return 1
      both $bin/bzip2 --help | sed "s#$bin/##"
      ;;
  esac
}
