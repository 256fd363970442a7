# Zstandard, by its makefiles (with threads): the command line program over its
# own sources at many levels, dictionaries, the golden files, and the tests that
# take a seed.
sources=(
  "libzstd libzstd_1.5.4+dfsg2.orig.tar.xz 8cf4bbb65e77ec348d052c8d6230eba66d435bddf64c8b5be2fcb16880c19953"
)
cases=(levels threads dictionary golden fuzzer zstream decodecorpus)
# Two million calls, and the fuzzers' thirty million.
declare -A stress=([levels]=4 [fuzzer]=1000 [zstream]=1000)
declare -A limit=([fuzzer]=900 [zstream]=900)

build() {
  make -j2 -C programs zstd
  make -j2 -C tests fuzzer zstreamtest decodecorpus
}

# Progress is written over itself, as often as a clock says; what remains is what a
# test says at its end.
last_lines() { tr '\r' '\n' | grep -v '^ *$\|seed\|[0-9]/\|^[0-9]*% *$' | tail -n 5; }

run() {
  local file level zstd=$PWD/programs/zstd
  case $1 in
    levels)
      for file in lib/compress/zstd_opt.c tests/dict-files/zero-weight-dict doc/zstd_manual.html; do
        for level in -1 -3 -7 -12 -16 -19 --fast=5 --long=20 "--ultra -22" "--format=zstd --no-check"; do
          # shellcheck disable=SC2086  # several options
          "$zstd" -q $level -c "$file" > "$scratch/zst"
          cksum < "$scratch/zst"
          "$zstd" -q -dc "$scratch/zst" | cmp - "$file"
        done
      done
      ;;
    threads)
      cat lib/compress/*.c > "$scratch/all.c"
      for level in "-T1 -B524288" "-T2 -B524288" "-T4 -B524288 -9"; do
        # shellcheck disable=SC2086
        "$zstd" -q $level -c "$scratch/all.c" > "$scratch/zst"
        cksum < "$scratch/zst"
        "$zstd" -q -dc "$scratch/zst" | cmp - "$scratch/all.c"
      done
      ;;
    dictionary)
      "$zstd" -q --train lib/*/*.c -B2000 --maxdict=16384 -o "$scratch/dict"
      cksum < "$scratch/dict"
      for file in lib/common/*.c; do
        "$zstd" -q -D "$scratch/dict" -c "$file" > "$scratch/zst"
        cksum < "$scratch/zst"
        "$zstd" -q -D "$scratch/dict" -dc "$scratch/zst" | cmp - "$file"
      done
      ;;
    golden)
      for file in tests/golden-decompression/*.zst; do
        "$zstd" -q -dc "$file" | cksum
      done
      for file in tests/golden-compression/*; do
        "$zstd" -q -c "$file" | cksum
      done
      ;;
    fuzzer) both tests/fuzzer -s4711 -i3 --no-big-tests | last_lines ;;
    zstream)
      both tests/zstreamtest -s4711 -i20 --no-big-tests | last_lines
      both tests/zstreamtest --newapi -t1 -s4711 -i10 --no-big-tests | last_lines
      ;;
    decodecorpus)
      tests/decodecorpus -n10 -s4711 -o"$scratch" -p"$scratch" > /dev/null
      for file in "$scratch"/*.zst; do
        cksum < "$file"
        "$zstd" -q -dc "$file" | cmp - "${file%.zst}"
      done
      ;;
  esac
}
